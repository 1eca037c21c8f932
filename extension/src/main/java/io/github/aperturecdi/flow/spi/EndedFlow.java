package io.github.aperturecdi.flow.spi;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowStatus;
import java.util.Set;

/**
 * A flow that has ended, as its agent is told. Carries what that takes and no more: it may wait for
 * the agent together with many others. Times are readings of {@link System#nanoTime()}; only their
 * differences mean anything.
 *
 * @param controlPoint where it was asked
 * @param sensitiveLabels the keys of the labels that are exported nowhere
 * @param decision what the agent said, without cached values
 * @param status how the work went
 * @param httpStatus the HTTP status that the work answered with; 0 when unknown
 * @param flowStartNanos when the flow began to ask
 * @param workloadStartNanos when it was decided, and the work began
 * @param endNanos when the work ended
 */
public record EndedFlow(
        String controlPoint,
        Set<String> sensitiveLabels,
        Decision decision,
        FlowStatus status,
        int httpStatus,
        long flowStartNanos,
        long workloadStartNanos,
        long endNanos) {

    /** Lets go of the cached values. */
    public EndedFlow {
        decision =
                decision.cached() == CachedValues.NONE
                        ? decision
                        : decision.with(CachedValues.NONE, decision.receipt());
    }
}
