package io.github.aperturecdi.flow;

import java.util.function.Supplier;

/**
 * Observes every flow that needs an agent's decision. It also gets flows whose check is never sent:
 * while the agent is known to be lost, and on an event loop, which must not wait. Such a flow is
 * {@link Decision.Type#UNREACHABLE}. An exception of an observer is logged once and has no effect
 * on the flow. An observer must be quick and must never block: it delays the caller, or the
 * connection to the agent if the caller does not wait.
 */
public interface FlowObserver extends AutoCloseable {

    /**
     * Called before a check, on the thread of the caller.
     *
     * @param controlPoint the control point of the flow
     * @return the observation of the flow; {@link Observation#NONE} to ignore the flow
     */
    Observation asking(String controlPoint);

    /**
     * Called when the flow control starts.
     *
     * @param status returns the state at any time, without waiting
     */
    default void opened(Supplier<FlowControlStatus> status) {}

    /** Called when the flow control has ended, after every flow. */
    @Override
    default void close() {}

    /**
     * The observation of one flow. Its methods are called on any thread, but never at the same
     * time.
     */
    interface Observation {

        /** Ignores the flow. */
        Observation NONE = new Observation() {};

        /**
         * Called once, with the decision. If the caller gave up before the agent answered, the
         * reason is {@link io.github.aperturecdi.RejectReason#CALLER_GONE}.
         *
         * @param decision the decision
         * @param runs whether the work runs, which also depends on the mode and the settings
         * @param nanos the time since the start of the flow, including the collection of its
         *     ambient labels
         */
        default void decided(Decision decision, boolean runs, long nanos) {}

        /**
         * Called before the end if the work failed and the failure is known.
         *
         * @param errorType the name of the failure's class
         */
        default void failed(String errorType) {}

        /**
         * Called once, after the decision, when the flow ends.
         *
         * @param status the outcome of the work; {@link FlowStatus#UNSET} if no work ran
         * @param nanos the time since the start of the flow
         */
        default void ended(FlowStatus status, long nanos) {}
    }
}
