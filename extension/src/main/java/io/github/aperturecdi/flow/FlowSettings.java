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
     * The control points that have settings of their own at this moment.
     *
     * @return their names; every other control point, the empty name among them, has the settings
     *     of all
     */
    default Set<String> named() {
        return Set.of();
    }
}
