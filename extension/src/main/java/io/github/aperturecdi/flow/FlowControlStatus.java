package io.github.aperturecdi.flow;

import java.util.List;

/**
 * The state of a flow control. Numbers are counts since it was made, unless they say otherwise.
 *
 * @param agent where the agent is: an address, {@code embedded}, or {@code none}
 * @param connected whether a check now would reach the agent
 * @param activeFlows how many flows run now
 * @param admitted how many questions were answered by an admission
 * @param rejected how many were answered by a refusal, were too large to be asked, met an error on
 *     this side, or were given up by their callers
 * @param unreachable how many got no decision in time or at all, or were not sent: while the agent
 *     is known to be lost, or on an event loop, which must not wait
 * @param shadowRefusals how many flows ran in {@link Mode#SHADOW} only
 * @param droppedTelemetry how many ended flows the agent did not get to hear of by their span
 * @param pendingEnds how many ended flows wait now for the agent to take back what they held
 * @param countedTogether how many times a limiter of the embedded agent counted a flow together
 *     with those of other label values, as {@code aperture.embedded.max-keys} of them were in use
 * @param policies the policies that the embedded agent enforces now, each with the time since when
 */
public record FlowControlStatus(
        String agent,
        boolean connected,
        long activeFlows,
        long admitted,
        long rejected,
        long unreachable,
        long shadowRefusals,
        long droppedTelemetry,
        long pendingEnds,
        long countedTogether,
        List<PolicyStatus> policies) {

    /**
     * A state without policies, in which every label value is counted by itself.
     *
     * @param agent as above
     * @param connected as above
     * @param activeFlows as above
     * @param admitted as above
     * @param rejected as above
     * @param unreachable as above
     * @param shadowRefusals as above
     * @param droppedTelemetry as above
     * @param pendingEnds as above
     */
    public FlowControlStatus(
            String agent,
            boolean connected,
            long activeFlows,
            long admitted,
            long rejected,
            long unreachable,
            long shadowRefusals,
            long droppedTelemetry,
            long pendingEnds) {
        this(
                agent,
                connected,
                activeFlows,
                admitted,
                rejected,
                unreachable,
                shadowRefusals,
                droppedTelemetry,
                pendingEnds,
                0,
                List.of());
    }

    /**
     * A state without policies.
     *
     * @param agent as above
     * @param connected as above
     * @param activeFlows as above
     * @param admitted as above
     * @param rejected as above
     * @param unreachable as above
     * @param shadowRefusals as above
     * @param droppedTelemetry as above
     * @param pendingEnds as above
     * @param countedTogether as above
     */
    public FlowControlStatus(
            String agent,
            boolean connected,
            long activeFlows,
            long admitted,
            long rejected,
            long unreachable,
            long shadowRefusals,
            long droppedTelemetry,
            long pendingEnds,
            long countedTogether) {
        this(
                agent,
                connected,
                activeFlows,
                admitted,
                rejected,
                unreachable,
                shadowRefusals,
                droppedTelemetry,
                pendingEnds,
                countedTogether,
                List.of());
    }
}
