package io.github.aperturecdi.flow;

/** What operators have set. Asked for every flow, so an answer has to be at hand. */
@FunctionalInterface
public interface FlowSettings extends AutoCloseable {

    /**
     * The settings of a control point at this moment. Never waits, never throws.
     *
     * @param controlPoint the control point
     * @param nanoTime this moment as {@link System#nanoTime()} reads it, for settings that age: the
     *     flow has read it anyway
     * @return the settings
     */
    ControlPointSettings at(String controlPoint, long nanoTime);

    /** Called once, when the flow control is closed: settings do not change any more. */
    @Override
    default void close() {}
}
