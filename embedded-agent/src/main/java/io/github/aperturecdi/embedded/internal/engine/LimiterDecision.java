package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.RejectReason;

/**
 * The decision of one limiter about one flow.
 *
 * @param id the limiter
 * @param kind the kind of limiter
 * @param dropped whether the limiter refused the flow
 * @param counted whether the limiter considered the flow; false when it passes every flow through,
 *     or when the flow lacks the limiter's label
 * @param label the label under which the flow was counted, {@code default} or {@code key:value};
 *     empty when it was not counted
 * @param remaining tokens left
 * @param current tokens taken, or in flight before this flow
 * @param consumed tokens that this flow took; 0 when this or another limiter refused it, or when it
 *     was not counted; faithful mode reports tokens in more cases, as Aperture's agent does
 * @param requestId the id under which tokens in flight are given back; empty for none
 * @param waitNanos the nanoseconds after which the same flow would be admitted; 0 when unknown
 * @param deniedStatus the HTTP status for the refusal; 0 for the default of its kind
 * @param workload the workload of a scheduled flow; empty when the component is not a scheduler
 * @param priority the priority of a scheduled flow; 0 when it was not scheduled
 * @param alone whether this JVM has counted the flow by itself, as its store was away
 */
public record LimiterDecision(
        LimiterId id,
        Kind kind,
        boolean dropped,
        boolean counted,
        String label,
        double remaining,
        double current,
        double consumed,
        String requestId,
        long waitNanos,
        int deniedStatus,
        String workload,
        double priority,
        boolean alone) {

    /** The kinds of limiters. */
    public enum Kind {
        /** Tokens per time. */
        RATE(429, RejectReason.RATE_LIMITED),
        /** Tokens in flight. */
        CONCURRENCY(429, RejectReason.RATE_LIMITED),
        /** Tokens per time, with a queue. */
        QUOTA_SCHEDULER(503, RejectReason.NO_TOKENS),
        /** Tokens in flight, with a queue. */
        CONCURRENCY_SCHEDULER(503, RejectReason.NO_TOKENS),
        /** A percentage of the flows, such as that of a load ramp. */
        SAMPLER(403, RejectReason.NOT_SAMPLED);

        private final int status;
        private final RejectReason reason;

        Kind(int status, RejectReason reason) {
            this.status = status;
            this.reason = reason;
        }

        /** Aperture's default status for a refusal, when the policy sets none. */
        int status() {
            return status;
        }

        RejectReason reason() {
            return reason;
        }

        /**
         * Whether {@code remaining} and {@code current} include this flow. For tokens in flight
         * they are the numbers before the flow.
         */
        private boolean perTime() {
            return this == RATE || this == QUOTA_SCHEDULER;
        }
    }

    /**
     * Makes the decision of a limiter that is not a scheduler.
     *
     * @param id the limiter
     * @param kind the kind of limiter
     * @param dropped whether the limiter refused the flow
     * @param counted whether the limiter considered the flow
     * @param label the label under which the flow was counted
     * @param remaining tokens left
     * @param current tokens taken
     * @param consumed tokens that this flow took
     * @param requestId the id of the tokens in flight
     * @param waitNanos the nanoseconds after which the same flow would be admitted
     * @param deniedStatus the HTTP status for the refusal
     */
    public LimiterDecision(
            LimiterId id,
            Kind kind,
            boolean dropped,
            boolean counted,
            String label,
            double remaining,
            double current,
            double consumed,
            String requestId,
            long waitNanos,
            int deniedStatus) {
        this(
                id,
                kind,
                dropped,
                counted,
                label,
                remaining,
                current,
                consumed,
                requestId,
                waitNanos,
                deniedStatus,
                "",
                0,
                false);
    }

    /** This decision, by the counts of this JVM. */
    LimiterDecision countedAlone() {
        return with(consumed, remaining, current, requestId, true);
    }

    /** The decision of a limiter that does not count the flow. */
    static LimiterDecision uncounted(LimiterId id, Kind kind) {
        return new LimiterDecision(id, kind, false, false, "", 0, 0, 0, "", 0, 0);
    }

    /** This decision with another number of tokens that the flow took. */
    LimiterDecision consuming(double tokens) {
        return with(tokens, remaining, current, requestId, alone);
    }

    /** The decision of a limiter without token numbers. */
    static LimiterDecision of(
            LimiterId id, Kind kind, boolean dropped, String label, int deniedStatus) {
        return new LimiterDecision(id, kind, dropped, true, label, 0, 0, 0, "", 0, deniedStatus);
    }

    /** This decision after its tokens were given back, because another limiter refused the flow. */
    LimiterDecision reverted() {
        // For tokens in flight, both numbers are those before this flow already.
        double back = kind.perTime() ? consumed : 0;
        return with(0, remaining + back, current - back, "", alone);
    }

    private LimiterDecision with(
            double taken, double left, double used, String heldUnder, boolean byThisJvm) {
        return new LimiterDecision(
                id,
                kind,
                dropped,
                counted,
                label,
                left,
                used,
                taken,
                heldUnder,
                waitNanos,
                deniedStatus,
                workload,
                priority,
                byThisJvm);
    }
}
