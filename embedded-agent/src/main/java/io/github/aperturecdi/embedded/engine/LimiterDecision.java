package io.github.aperturecdi.embedded.engine;

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
 * @param deniedStatus the HTTP status for the refusal; 0 when not dropped
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
        int deniedStatus) {

    /** What a limiter counts. */
    public enum Kind {
        /** Tokens per time. */
        RATE,
        /** Tokens in flight. */
        CONCURRENCY
    }

    static LimiterDecision uncounted(LimiterId id, Kind kind) {
        return new LimiterDecision(id, kind, false, false, "", 0, 0, 0, "", 0, 0);
    }

    /** This one after what it took was given back, because another limiter refused the flow. */
    LimiterDecision reverted() {
        // Of tokens in flight, both numbers are those from before this flow anyway.
        double back = kind == Kind.RATE ? consumed : 0;
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
                deniedStatus);
    }
}
