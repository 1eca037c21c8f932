package io.github.aperturecdi;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The refusal of a flow, with what its caller may know.
 *
 * @param controlPoint the control point of the flow
 * @param reason the reason of the refusal
 * @param httpStatus the HTTP status of the answer: the agent's own, or the reason's
 * @param retryAfter the time to wait until the same call may be admitted, to the nanosecond and at
 *     most a year; empty if the agent does not know it
 * @param violatedPolicies the names of the policies that refused the flow, without duplicates
 */
public record FlowRejection(
        String controlPoint,
        RejectReason reason,
        int httpStatus,
        Optional<Duration> retryAfter,
        List<String> violatedPolicies) {

    private static final Duration LONGEST_WAIT = Duration.ofDays(365);

    /** Copies the list, and limits the wait to a year, which every client can read. */
    public FlowRejection {
        retryAfter = retryAfter.map(wait -> wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
        violatedPolicies = List.copyOf(violatedPolicies);
    }
}
