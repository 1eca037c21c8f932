package io.github.aperturecdi.internal.labels;

import io.github.aperturecdi.flow.AmbientLabels;
import io.github.aperturecdi.internal.Exhausted;
import java.util.List;
import java.util.Map;

/**
 * Combines the labels of several sources. A later source replaces labels of an earlier one. A
 * source that fails adds no more labels.
 */
public final class LayeredLabels {

    private LayeredLabels() {}

    /**
     * Combines layers.
     *
     * @param layers lowest precedence first
     * @return one source with the labels of all layers
     */
    public static AmbientLabels of(List<AmbientLabels> layers) {
        List<AmbientLabels> present =
                layers.stream().filter(layer -> layer != AmbientLabels.NONE).toList();
        if (present.isEmpty()) {
            return AmbientLabels.NONE;
        }
        return (controlPoint, labels) -> {
            for (AmbientLabels layer : present) {
                addTo(labels, layer, controlPoint);
            }
        };
    }

    private static void addTo(
            Map<String, String> labels, AmbientLabels layer, String controlPoint) {
        try {
            layer.addTo(controlPoint, labels);
        } catch (Throwable e) {
            Exhausted.rethrow(e);
            // The source is absent now, such as the request on a thread that serves none.
        }
    }

    /**
     * A layer with the same labels for every flow.
     *
     * @param labels the labels by key
     * @return the layer
     */
    public static AmbientLabels constant(Map<String, String> labels) {
        Map<String, String> copy = Map.copyOf(labels);
        return copy.isEmpty() ? AmbientLabels.NONE : (controlPoint, all) -> all.putAll(copy);
    }
}
