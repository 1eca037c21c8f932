package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.spi.CachedValues;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of all limiters for one flow.
 *
 * @param admitted whether the flow may run
 * @param decisions the decisions of all limiters that the flow matched, stage by stage, in the
 *     order of the policies
 * @param deniedStatus the HTTP status for a refusal, from the last limiter that dropped; 0 when
 *     admitted, and for a refusal without a status
 * @param waitNanos the nanoseconds after which the same flow would be admitted, if no other flow
 *     came; 0 when admitted or unknown
 * @param reason why the flow was refused; null when admitted
 * @param cached the results of the cache look-ups under the flow's keys; null without a look-up
 */
public record Outcome(
        boolean admitted,
        List<LimiterDecision> decisions,
        int deniedStatus,
        long waitNanos,
        @Nullable RejectReason reason,
        @Nullable CachedValues cached)
        implements Answer {

    /** The admission of a flow that no limiter matches. */
    static final Outcome UNLIMITED = admitted(List.of());

    /**
     * The refusal of a flow in ramp mode that no ramp matches. It has no status, as in Aperture's
     * agent.
     */
    static final Outcome NO_RAMP =
            new Outcome(false, List.of(), 0, 0, RejectReason.NO_MATCHING_RAMP, null);

    /**
     * Makes the outcome of limiters by rate and concurrency.
     *
     * @param admitted whether the flow may run
     * @param decisions the decisions of the limiters
     * @param deniedStatus the HTTP status for a refusal
     * @param waitNanos the nanoseconds after which the same flow would be admitted
     */
    public Outcome(
            boolean admitted, List<LimiterDecision> decisions, int deniedStatus, long waitNanos) {
        this(
                admitted,
                decisions,
                deniedStatus,
                waitNanos,
                admitted ? null : RejectReason.RATE_LIMITED,
                null);
    }

    static Outcome admitted(List<LimiterDecision> decisions) {
        return new Outcome(true, decisions, 0, 0, null, null);
    }

    static Outcome rejected(List<LimiterDecision> decisions) {
        int status = 0;
        long wait = 0;
        RejectReason reason = RejectReason.UNSPECIFIED;
        for (LimiterDecision decision : decisions) {
            if (decision.dropped()) {
                LimiterDecision.Kind kind = decision.kind();
                status = decision.deniedStatus() == 0 ? kind.status() : decision.deniedStatus();
                reason = kind.reason();
                wait = Math.max(wait, decision.waitNanos());
            }
        }
        return new Outcome(false, decisions, status, wait, reason, null);
    }

    /** The refusal of a flow because the store is away. */
    Outcome unreachable() {
        RejectReason why = RejectReason.UNREACHABLE;
        return new Outcome(false, decisions, why.httpStatus(), 0, why, cached);
    }

    Outcome with(@Nullable CachedValues lookup) {
        return new Outcome(admitted, decisions, deniedStatus, waitNanos, reason, lookup);
    }
}
