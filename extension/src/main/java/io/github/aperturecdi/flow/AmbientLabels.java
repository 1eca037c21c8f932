package io.github.aperturecdi.flow;

import java.util.Map;

/** Labels that a flow gets from its surroundings. The request's own labels take precedence. */
@FunctionalInterface
public interface AmbientLabels {

    /** No labels. */
    AmbientLabels NONE = (controlPoint, labels) -> {};

    /**
     * Adds the labels of one flow, on the thread that starts the flow. Never throws: a label that
     * is not available is left out.
     *
     * @param controlPoint the control point of the flow
     * @param labels receives the labels, by key; a later value replaces an earlier one
     */
    void addTo(String controlPoint, Map<String, String> labels);
}
