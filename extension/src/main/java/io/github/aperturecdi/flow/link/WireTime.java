package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.internal.FirstOfEach;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.LimiterDecision;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long the agent is told that it may take. A scheduler lets a flow wait for all of that time,
 * so where one decides it is the caller's and no more: what it refuses later would have run.
 * Elsewhere it is longer, as a server, or a proxy on the way, drops an answer that is late, and
 * nobody learns what that gives out. Replies show where schedulers are; until the first one, it is
 * a little longer.
 */
final class WireTime {

    private static final long UNKNOWN_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long NO_SCHEDULER_NANOS = PendingCalls.LATE.toNanos();

    /** Whether a scheduler decides, once that is known. */
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

    /** A scheduler that was seen once may decide again: for other labels, it may not. */
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
