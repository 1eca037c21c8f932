package io.github.aperturecdi.flow;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Starts flows. One for an application; whoever builds it closes it, and with it the agent it was
 * given.
 *
 * <p>Safe for use by several threads.
 */
public final class FlowControl implements AutoCloseable {

    /**
     * How long a decision may take unless somebody says otherwise; the official SDKs' default as
     * well.
     */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMillis(200);

    private final @Nullable Agent agent;
    private final Duration timeout;
    private final OnUnreachable onUnreachable;

    private FlowControl(Builder builder) {
        agent = builder.agent;
        timeout = builder.timeout;
        onUnreachable = builder.onUnreachable;
    }

    /**
     * Begins a flow control. Without an agent it admits every flow and asks nobody.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Asks the agent, on this thread and within the timeout, whether a flow may run.
     *
     * @param request what is asked
     * @return the flow, admitted or refused; close it when the work has ended
     */
    public Flow start(FlowRequest request) {
        Decision decision =
                agent == null
                        ? Decision.admitted()
                        : agent.check(
                                request, request.timeout() == null ? timeout : request.timeout());
        return new Flow(request.controlPoint(), decision, onUnreachable, agent);
    }

    /**
     * Whether a check now would reach the agent.
     *
     * @return the state, without waiting; false without an agent
     */
    public boolean connected() {
        return agent != null && agent.connected();
    }

    /** Closes the agent. Flows that start later find it unreachable. */
    @Override
    public void close() {
        if (agent != null) {
            agent.close();
        }
    }

    /** Settings of a flow control. */
    public static final class Builder {

        private @Nullable Agent agent;
        private Duration timeout = DEFAULT_TIMEOUT;
        private OnUnreachable onUnreachable = OnUnreachable.ADMIT;

        private Builder() {}

        /**
         * Who decides.
         *
         * @param agent the agent, which the flow control closes; null admits every flow
         * @return this
         */
        public Builder agent(@Nullable Agent agent) {
            this.agent = agent;
            return this;
        }

        /**
         * How long a decision may take where the request does not say.
         *
         * @param timeout the time, positive; default {@link FlowControl#DEFAULT_TIMEOUT}
         * @return this
         * @throws IllegalArgumentException if the time is not positive
         */
        public Builder timeout(Duration timeout) {
            this.timeout = Messages.requirePositive(timeout);
            return this;
        }

        /**
         * What becomes of flows for which there is no decision in time.
         *
         * @param onUnreachable default {@link OnUnreachable#ADMIT}
         * @return this
         */
        public Builder onUnreachable(OnUnreachable onUnreachable) {
            this.onUnreachable = onUnreachable;
            return this;
        }

        /**
         * Makes the flow control.
         *
         * @return the flow control
         */
        public FlowControl build() {
            return new FlowControl(this);
        }
    }
}
