package io.github.aperturecdi;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A refused flow, as far as its caller may know it.
 *
 * @param controlPoint where the flow asked
 * @param reason why it was refused
 * @param httpStatus the status to answer with: the agent's own, or the reason's
 * @param retryAfter how long to wait until the same call may be admitted, to the nanosecond; empty
 *     when the agent does not know
 * @param violatedPolicies the names of the policies that refused it, without duplicates
 */
public record FlowRejection(
        String controlPoint,
        RejectReason reason,
        int httpStatus,
        Optional<Duration> retryAfter,
        List<String> violatedPolicies) {

    /** Copies the list. */
    public FlowRejection {
        violatedPolicies = List.copyOf(violatedPolicies);
    }
}
