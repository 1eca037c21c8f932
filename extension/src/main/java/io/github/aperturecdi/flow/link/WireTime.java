package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.internal.FirstOfEach;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.LimiterDecision;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The time limit that the agent gets for a check. A scheduler lets a flow wait for all of that
 * time, so with a scheduler it is the caller's time: a later refusal could not stop the flow.
 * Without a scheduler it is longer: a server or a proxy drops an answer that is late, and its
 * tokens would be lost. Replies show whether a control point has a scheduler. Until the first
 * reply, the limit is a little longer than the caller's time.
 */
final class WireTime {

    private static final long UNKNOWN_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long NO_SCHEDULER_NANOS = PendingCalls.LATE.toNanos();

    /** Whether a scheduler decides, for each control point where that is known. */
    private final Map<String, Boolean> scheduled = new ConcurrentHashMap<>();

    /**
     * @param nanos how long the caller waits
     */
    long within(String controlPoint, long nanos) {
        Boolean known = scheduled.get(controlPoint);
        if (known == null) {
            return nanos + UNKNOWN_NANOS;
        }
        return known ? nanos : nanos + NO_SCHEDULER_NANOS;
    }

    /**
     * Learns from a reply whether there is a scheduler. Once seen, it may decide again, though it
     * may not apply to all labels.
     */
    void learn(String controlPoint, CheckResponse reply) {
        Boolean known = scheduled.get(controlPoint);
        if (known == null ? scheduled.size() < FirstOfEach.MAX : !known) {
            boolean seen = reply.getLimiterDecisionsList().stream().anyMatch(WireTime::isScheduler);
            if (known == null || seen) {
                scheduled.merge(controlPoint, seen, Boolean::logicalOr);
            }
        }
    }

    private static boolean isScheduler(LimiterDecision decision) {
        return switch (decision.getDetailsCase()) {
            case LOAD_SCHEDULER_INFO, QUOTA_SCHEDULER_INFO, CONCURRENCY_SCHEDULER_INFO -> true;
            default -> false;
        };
    }
}
