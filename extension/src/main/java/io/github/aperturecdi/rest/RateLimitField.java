package io.github.aperturecdi.rest;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.RejectReason;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The {@code RateLimit} field of draft-ietf-httpapi-ratelimit-headers-11. It lists the policies
 * that refused the call, each without remaining quota for such a call ({@code r=0}; a cheaper call
 * may be admitted). If the wait is known, {@code t} is the number of seconds until all these
 * policies may admit the call. This library does not know the quotas, so it sends no {@code
 * RateLimit-Policy}.
 */
final class RateLimitField {

    static final String NAME = "RateLimit";

    private RateLimitField() {}

    static Optional<String> of(FlowRejectedException refused) {
        if (refused.reason() != RejectReason.RATE_LIMITED
                && refused.reason() != RejectReason.NO_TOKENS) {
            return Optional.empty();
        }
        String limit =
                refused.retryAfter()
                        .map(wait -> ";r=0;t=" + FlowRejectedExceptionMapper.seconds(wait))
                        .orElse(";r=0");
        String limits =
                refused.violatedPolicies().stream()
                        .filter(RateLimitField::canBeSaid)
                        .map(policy -> string(policy) + limit)
                        .collect(Collectors.joining(", "));
        return limits.isEmpty() ? Optional.empty() : Optional.of(limits);
    }

    /**
     * Whether the field can carry a policy's name: a string of a structured field has printable
     * ASCII only (RFC 9651, 3.3.3).
     */
    private static boolean canBeSaid(String policy) {
        return policy.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    private static String string(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
