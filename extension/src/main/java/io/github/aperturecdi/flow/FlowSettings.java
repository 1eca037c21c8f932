package io.github.aperturecdi.flow;

import java.util.Set;

/** The settings of operators. They are read for every flow, so the methods must return at once. */
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
     * Called when a flow starts or a state is queried, so that settings can reload if they are out
     * of date. Never waits, never throws.
     *
     * @param nanoTime the present time as a reading of {@link System#nanoTime()}
     */
    default void refreshIfStale(long nanoTime) {}

    /** Called once, when the flow control is closed; the settings do not change any more. */
    @Override
    default void close() {}

    /**
     * The settings of control points that have none of their own.
     *
     * @return the settings at this moment
     */
    default ControlPointSettings others() {
        // No control point has this name.
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
