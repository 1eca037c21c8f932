package io.github.aperturecdi.flow;

import java.util.Map;

/** Labels that a flow gets from its surroundings, below those of its request. */
@FunctionalInterface
public interface AmbientLabels {

    /** No labels. */
    AmbientLabels NONE = (controlPoint, labels) -> {};

    /**
     * Adds the labels of one flow, on the thread that asks for it. Never throws: what cannot be had
     * is left out.
     *
     * @param controlPoint where the flow asks
     * @param labels takes the labels, by key; a later value replaces an earlier one
     */
    void addTo(String controlPoint, Map<String, String> labels);
}
