package io.github.aperturecdi.flow;

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
}
