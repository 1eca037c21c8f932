package io.github.aperturecdi.flow;

import java.util.Set;

/** What operators have set. Asked for every flow, so an answer has to be at hand. */
@FunctionalInterface
public interface FlowSettings {

    /**
     * The settings of a control point at this moment.
     *
     * @param controlPoint the control point
     * @return the settings
     */
    ControlPointSettings at(String controlPoint);

    /**
     * The settings of control points that nothing is set for by name.
     *
     * @return the settings at this moment
     */
    default ControlPointSettings others() {
        // No flow has this name.
        return at("");
    }

    /**
     * The control points that have settings of their own.
     *
     * @return their names at this moment
     */
    default Set<String> named() {
        return Set.of();
    }
}
