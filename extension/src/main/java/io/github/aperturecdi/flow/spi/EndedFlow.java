package io.github.aperturecdi.flow.spi;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowStatus;
import java.util.Set;

/**
 * The end of a flow, as it is reported to the agent. It contains no more than that needs, as many
 * may wait for the agent. Times are readings of {@link System#nanoTime()}; only their differences
 * mean anything.
 *
 * @param controlPoint the control point
 * @param sensitiveLabels the keys of the labels that are never exported
 * @param decision the decision, without cached values
 * @param status the outcome of the work
 * @param httpStatus the HTTP status of the work's answer; 0 if unknown
 * @param flowStartNanos the start of the flow, before the check
 * @param workloadStartNanos the time of the decision, when the work began
 * @param endNanos the end of the work
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

    /** Drops the cached values. */
    public EndedFlow {
        decision =
                decision.cached() == CachedValues.NONE
                        ? decision
                        : decision.with(CachedValues.NONE, decision.receipt());
    }
}
