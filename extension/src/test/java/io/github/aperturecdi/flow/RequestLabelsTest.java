package io.github.aperturecdi.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.testing.StubAgent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The labels that a flow's question has in the end. */
class RequestLabelsTest {

    private static final AmbientLabels SILENT = (controlPoint, labels) -> {};

    private static final ControlPointSettings SETTINGS =
            new ControlPointSettings(
                    Mode.ENFORCE,
                    null,
                    Duration.ofSeconds(1),
                    null,
                    OnUnreachable.ADMIT,
                    false,
                    Map.of());

    private final StubAgent agent = new StubAgent();

    private FlowRequest asked(AmbientLabels ambient, FlowRequest request) {
        FlowControl.builder().agent(agent).labels(ambient).build().start(request).close();
        return agent.checks.get(0);
    }

    @Test
    void where_nothing_is_to_be_added_the_request_stays_itself() {
        FlowRequest request = FlowRequest.at("checkout").label("user", "ann").build();
        assertThat(request.completed(AmbientLabels.NONE, SETTINGS)).isSameAs(request);
        assertThat(request.completed(SILENT, SETTINGS)).isSameAs(request);
    }

    @Test
    void a_completed_request_keeps_the_rest() {
        FlowRequest request =
                FlowRequest.at("checkout")
                        .constants(Map.of("tier", "gold"))
                        .label("user", "ann")
                        .sensitive("user")
                        .timeout(Duration.ofSeconds(1))
                        .rampMode(true)
                        .resultCacheKey("r")
                        .globalCacheKey("g")
                        .build();
        FlowRequest completed = request.completed(SILENT, SETTINGS);
        assertThat(completed.labels()).isEqualTo(Map.of("tier", "gold", "user", "ann"));
        assertThat(completed)
                .usingRecursiveComparison()
                .ignoringFields("labels", "constants")
                .isEqualTo(request);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "-1", "Infinity", "-inf", "1e999"})
    void tokens_that_do_harm_are_left_out_wherever_they_come_from(String tokens) {
        AmbientLabels ambient = (controlPoint, labels) -> labels.put("tokens", tokens);
        FlowRequest constant =
                FlowRequest.at("checkout").constants(Map.of("tokens", tokens)).build();
        assertThat(asked(ambient, FlowRequest.at("checkout").build()).labels()).isEmpty();
        agent.checks.clear();
        assertThat(asked(AmbientLabels.NONE, constant).labels()).isEmpty();
    }

    @Test
    void a_label_of_the_surroundings_is_sensitive_where_the_request_says_so() {
        AmbientLabels ambient = (controlPoint, labels) -> labels.put("user", "ann");
        FlowRequest request = FlowRequest.at("checkout").sensitive("user").build();
        assertThat(asked(ambient, request).sensitiveLabels()).isEqualTo(Set.of("user"));
        assertThat(agent.checks.get(0).labels()).isEqualTo(Map.of("user", "ann"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void nobody_changes_the_labels_of_a_request(int count) {
        FlowRequestBuilder builder = FlowRequest.at("checkout");
        for (int i = 0; i < count; i++) {
            builder.label("key" + i, "v");
        }
        FlowRequest first = builder.build();
        FlowRequest second = builder.build();
        builder.label("later", "v");
        for (FlowRequest request : List.of(first, second)) {
            assertThat(request.labels()).hasSize(count).doesNotContainKey("later");
            assertThatThrownBy(() -> request.labels().put("own", "v"))
                    .isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void the_global_keys_of_a_request_add_up() {
        FlowRequest request = FlowRequest.at("a").globalCacheKey("g").globalCacheKey("h").build();
        assertThat(request.globalCacheKeys()).containsExactlyInAnyOrder("g", "h");
    }

    @Test
    void sensitive_labels_add_up() {
        FlowRequest request =
                FlowRequest.at("checkout")
                        .sensitive("user")
                        .sensitive(Set.of("card"))
                        .sensitive("mail")
                        .build();
        assertThat(request.sensitiveLabels()).containsExactlyInAnyOrder("user", "card", "mail");
    }
}
