package io.github.aperturecdi.flow;

import java.util.List;

/**
 * The state of a flow control. The numbers are totals since its creation, unless stated otherwise.
 *
 * @param agent the agent's address, {@code embedded}, or {@code none}
 * @param connected whether a check now would reach the agent
 * @param activeFlows the number of flows that run now
 * @param admitted the number of checks that the agent admitted
 * @param rejected the number of checks that the agent refused, that were too large to be sent, that
 *     failed with an error on this side, or whose callers gave up
 * @param unreachable the number of checks without a decision in time, including those that were not
 *     sent: while the agent is known to be lost, and on an event loop, which must not wait
 * @param shadowRefusals the number of flows that ran only because of {@link Mode#SHADOW}
 * @param droppedTelemetry the number of ended flows whose span the agent did not get
 * @param pendingEnds the number of ended flows whose tokens the agent has not taken back yet
 * @param countedTogether how many times a limiter of the embedded agent counted a flow together
 *     with flows of other label values, as {@code aperture.embedded.max-keys} values were in use
 * @param policies the policies that the embedded agent enforces now, each with its time of entry
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

    /** The state without an agent. */
    static final FlowControlStatus WITHOUT_AGENT =
            new FlowControlStatus("none", false, 0, 0, 0, 0, 0, 0, 0, 0, List.of());
}
