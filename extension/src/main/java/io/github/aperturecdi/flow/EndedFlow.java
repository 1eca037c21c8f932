package io.github.aperturecdi.flow;

/**
 * A flow that has ended, as its agent is told. Times are readings of {@link System#nanoTime()};
 * only their differences mean anything.
 *
 * @param request what was asked
 * @param decision what the agent said
 * @param status how the work went
 * @param httpStatus the HTTP status that the work answered with; 0 when unknown
 * @param flowStartNanos when the flow began to ask
 * @param workloadStartNanos when it was decided, and the work began
 * @param endNanos when the work ended
 */
public record EndedFlow(
        FlowRequest request,
        Decision decision,
        FlowStatus status,
        int httpStatus,
        long flowStartNanos,
        long workloadStartNanos,
        long endNanos) {}
