package io.github.aperturecdi.internal.labels;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.flow.AmbientLabels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LayeredLabelsTest {

    private static AmbientLabels failing(Throwable failure) {
        return (controlPoint, labels) -> LayeredLabelsTest.<RuntimeException>sneakyThrow(failure);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneakyThrow(Throwable failure) throws E {
        throw (E) failure;
    }

    @Test
    void whatever_a_layer_throws_the_others_add_theirs() {
        Map<String, String> labels = new HashMap<>();
        LayeredLabels.of(
                        List.of(
                                LayeredLabels.constant(Map.of("first", "1")),
                                failing(new IllegalStateException()),
                                failing(new Exception("checked")),
                                failing(new AssertionError()),
                                failing(new Error("not implemented")),
                                LayeredLabels.constant(Map.of("last", "2"))))
                .addTo("checkout", labels);
        assertThat(labels).isEqualTo(Map.of("first", "1", "last", "2"));
    }

    @Test
    void layers_that_add_nothing_are_no_layer() {
        assertThat(LayeredLabels.constant(Map.of())).isSameAs(AmbientLabels.NONE);
        assertThat(LayeredLabels.of(List.of(AmbientLabels.NONE, AmbientLabels.NONE)))
                .isSameAs(AmbientLabels.NONE);
    }
}
