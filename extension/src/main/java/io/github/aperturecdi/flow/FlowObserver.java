package io.github.aperturecdi.flow;

import java.util.function.Supplier;

/**
 * Hears of every flow that needs an agent's decision, also where the question is never sent: while
 * the agent is known to be lost, or on an event loop that must not wait. Such a flow is {@link
 * Decision.Type#UNREACHABLE}. What it throws is logged once and hurts no flow; what it takes, the
 * caller waits for, or the connection to the agent where the caller does not wait: so it must be
 * quick, and never block.
 */
public interface FlowObserver extends AutoCloseable {

    /**
     * Hears of a question, on the thread of the caller and before the agent does.
     *
     * @param controlPoint where is asked
     * @return hears what becomes of it; {@link Observation#NONE} for no interest
     */
    Observation asking(String controlPoint);

    /**
     * Hears that its flow control begins.
     *
     * @param status tells the state at any time, without waiting
     */
    default void opened(Supplier<FlowControlStatus> status) {}

    /** Hears that its flow control has ended, after every flow. */
    @Override
    default void close() {}

    /** Hears of one flow, on any thread; one call comes after the other. */
    interface Observation {

        /** No interest. */
        Observation NONE = new Observation() {};

        /**
         * Hears the decision: once. A caller that gave up before the agent answered is {@link
         * io.github.aperturecdi.RejectReason#CALLER_GONE}.
         *
         * @param decision what the agent said
         * @param runs whether the work runs: an agent's word need not be the last
         * @param nanos how long ago the flow was asked for: what its ambient labels took counts
         */
        default void decided(Decision decision, boolean runs, long nanos) {}

        /**
         * Hears that the work failed: before the end, and only where the failure is known.
         *
         * @param errorType the name of the failure's class
         */
        default void failed(String errorType) {}

        /**
         * Hears the end: once, after the decision.
         *
         * @param status how the work went; {@link FlowStatus#UNSET} where none ran
         * @param nanos how long ago the flow was asked for
         */
        default void ended(FlowStatus status, long nanos) {}
    }
}
