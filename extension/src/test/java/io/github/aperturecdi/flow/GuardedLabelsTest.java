package io.github.aperturecdi.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.testing.LoggedMessages;
import io.github.aperturecdi.testing.Undeclared;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sources of labels that break their contract. */
class GuardedLabelsTest {

    private final Map<String, String> all = new HashMap<>(Map.of("before", "b"));

    private String loggedOnce(AmbientLabels source) {
        AmbientLabels guarded = GuardedLabels.of(source);
        try (LoggedMessages log = new LoggedMessages(GuardedLabels.class.getName())) {
            guarded.addTo("checkout", all);
            assertThat(log.messages()).hasSize(1);
            guarded.addTo("checkout", all);
            assertThat(log.messages()).hasSize(1);
            return log.messages().get(0);
        }
    }

    @Test
    void a_source_that_fails_leaves_the_labels_before_it_and_is_named_once() {
        assertThat(
                        loggedOnce(
                                (controlPoint, labels) -> {
                                    labels.put("mine", "secret");
                                    throw new IllegalStateException("secret");
                                }))
                .startsWith("WARNING APERTURE-517")
                .contains("threw java.lang.IllegalStateException")
                .doesNotContain("secret");
        assertThat(all).isEqualTo(Map.of("before", "b", "mine", "secret"));
    }

    @Test
    void so_does_one_that_throws_what_it_does_not_declare() {
        assertThat(loggedOnce((controlPoint, labels) -> Undeclared.raise(new IOException())))
                .contains("threw java.io.IOException");
    }

    @Test
    void a_null_key_is_left_out_and_said() {
        assertThat(loggedOnce((controlPoint, labels) -> labels.put(null, "v")))
                .startsWith("WARNING APERTURE-517")
                .contains("returned null");
        assertThat(all).isEqualTo(Map.of("before", "b"));
    }

    @Test
    void a_null_value_is_left_out_and_said() {
        assertThat(loggedOnce((controlPoint, labels) -> labels.put("k", null)))
                .contains("returned null");
        assertThat(all).isEqualTo(Map.of("before", "b"));
    }

    @Test
    void a_good_source_is_not_named() {
        try (LoggedMessages log = new LoggedMessages(GuardedLabels.class.getName())) {
            GuardedLabels.of((controlPoint, labels) -> labels.put("k", controlPoint))
                    .addTo("checkout", all);
            assertThat(log.messages()).isEmpty();
        }
        assertThat(all).isEqualTo(Map.of("before", "b", "k", "checkout"));
        assertThat(GuardedLabels.of(AmbientLabels.NONE)).isSameAs(AmbientLabels.NONE);
    }
}
