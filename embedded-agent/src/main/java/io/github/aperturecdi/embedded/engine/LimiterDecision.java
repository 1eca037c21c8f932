package io.github.aperturecdi.embedded.engine;

import io.github.aperturecdi.RejectReason;

/**
 * What one limiter said about one flow.
 *
 * @param id the limiter
 * @param kind what it counts
 * @param dropped whether it refused the flow
 * @param counted whether it looked at the flow at all: not when it passes everything through, and
 *     not when the flow lacks the label that it counts by
 * @param label what the flow was counted under: {@code default}, or {@code key:value}; empty when
 *     it was not counted
 * @param remaining tokens left
 * @param current tokens taken, or in flight before this flow
 * @param consumed tokens that this flow took; 0 when it was refused, by this limiter or another
 * @param requestId names the tokens in flight when they are given back; empty when there are none
 * @param waitNanos after this many nanoseconds the same flow would be admitted; 0 when unknown
 * @param deniedStatus the HTTP status for the refusal; 0 for the default of its kind
 * @param workload the workload of a scheduled flow; empty for what is no scheduler
 * @param priority the priority of a scheduled flow; 0 where it was not scheduled
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
        double priority) {

    /** What a limiter counts. */
    public enum Kind {
        /** Tokens per time. */
        RATE(429, RejectReason.RATE_LIMITED),
        /** Tokens in flight. */
        CONCURRENCY(429, RejectReason.RATE_LIMITED),
        /** Tokens per time, with a queue. */
        QUOTA_SCHEDULER(503, RejectReason.NO_TOKENS),
        /** Tokens in flight, with a queue. */
        CONCURRENCY_SCHEDULER(503, RejectReason.NO_TOKENS),
        /** A share of the flows. */
        SAMPLER(403, RejectReason.NOT_SAMPLED);

        private final int status;
        private final RejectReason reason;

        Kind(int status, RejectReason reason) {
            this.status = status;
            this.reason = reason;
        }

        /** Aperture's default for a refusal that the policy gives no status. */
        int status() {
            return status;
        }

        RejectReason reason() {
            return reason;
        }

        /** Whether what is left tells how much was taken; in flight, it is that before the flow. */
        private boolean perTime() {
            return this == RATE || this == QUOTA_SCHEDULER;
        }
    }

    /**
     * What a limiter says that is no scheduler.
     *
     * @param id the limiter
     * @param kind what it counts
     * @param dropped whether it refused the flow
     * @param counted whether it looked at the flow at all
     * @param label what the flow was counted under
     * @param remaining tokens left
     * @param current tokens taken
     * @param consumed tokens that this flow took
     * @param requestId names the tokens in flight
     * @param waitNanos when the same flow would be admitted
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
                0);
    }

    /** Of a limiter that does not count the flow. */
    static LimiterDecision uncounted(LimiterId id, Kind kind) {
        return new LimiterDecision(id, kind, false, false, "", 0, 0, 0, "", 0, 0);
    }

    /** Of a limiter that gives no numbers. */
    static LimiterDecision of(
            LimiterId id, Kind kind, boolean dropped, String label, int deniedStatus) {
        return new LimiterDecision(id, kind, dropped, true, label, 0, 0, 0, "", 0, deniedStatus);
    }

    /** This one after what it took was given back, because another limiter refused the flow. */
    LimiterDecision reverted() {
        // Of tokens in flight, both numbers are those from before this flow anyway.
        double back = kind.perTime() ? consumed : 0;
        return new LimiterDecision(
                id,
                kind,
                dropped,
                counted,
                label,
                remaining + back,
                current - back,
                0,
                "",
                waitNanos,
                deniedStatus,
                workload,
                priority);
    }
}
