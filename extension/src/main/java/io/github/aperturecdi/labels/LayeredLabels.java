package io.github.aperturecdi.labels;

import io.github.aperturecdi.flow.AmbientLabels;
import java.util.List;
import java.util.Map;

/**
 * Labels of several surroundings, of which a later one replaces those of an earlier one. One that
 * fails adds nothing more.
 */
public final class LayeredLabels {

    private LayeredLabels() {}

    /**
     * Puts layers upon each other.
     *
     * @param layers lowest precedence first
     * @return all of them as one
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
            // Surroundings that are not there now, such as a request on a thread without one.
        }
    }

    /**
     * The same labels for every flow.
     *
     * @param labels by key
     * @return the layer
     */
    public static AmbientLabels constant(Map<String, String> labels) {
        Map<String, String> copy = Map.copyOf(labels);
        return copy.isEmpty() ? AmbientLabels.NONE : (controlPoint, all) -> all.putAll(copy);
    }
}
