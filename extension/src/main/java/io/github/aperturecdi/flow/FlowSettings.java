package io.github.aperturecdi.flow;

import java.util.Set;

/** What operators have set. Asked for every flow, so an answer has to be at hand. */
@FunctionalInterface
public interface FlowSettings extends AutoCloseable {

    /**
     * The settings of a control point at this moment. Never waits, never throws.
     *
     * @param controlPoint the control point
     * @return the settings
     */
    ControlPointSettings at(String controlPoint);

    /**
     * A flow starts, or somebody wants to know what would become of flows: time for settings that
     * age to see whether they are old. Never waits, never throws.
     *
     * @param nanoTime this moment as {@link System#nanoTime()} reads it; a flow has read it anyway
     */
    default void refreshIfStale(long nanoTime) {}

    /** Called once, when the flow control is closed: settings do not change any more. */
    @Override
    default void close() {}

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
