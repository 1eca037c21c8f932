package io.github.aperturecdi.flow;

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
        long pendingEnds) {}
