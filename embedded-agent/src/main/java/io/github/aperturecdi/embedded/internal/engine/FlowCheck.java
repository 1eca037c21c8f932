package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.flow.spi.CacheKey;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The check of a flow: the question to an engine whether the flow may run.
 *
 * @param controlPoint the flow's control point
 * @param labels the flow's labels; the map must not change any more
 * @param rampMode whether the flow may run only when a load ramp admits it
 * @param timeoutNanos how long the caller waits for the decision; {@link #NO_TIMEOUT} for an
 *     unlimited wait. Schedulers answer earlier by their {@code decision_deadline_margin}
 * @param resultKey the cache key of the flow's result, which is looked up before quota schedulers
 *     are asked, unless an earlier stage refuses the flow; null for none
 * @param globalKeys the global cache keys that are looked up with it, not empty each
 */
public record FlowCheck(
        String controlPoint,
        Map<String, String> labels,
        boolean rampMode,
        long timeoutNanos,
        CacheKey.@Nullable Result resultKey,
        List<String> globalKeys) {

    /** The timeout of a caller without a deadline. */
    public static final long NO_TIMEOUT = Long.MAX_VALUE;

    /**
     * Makes the check of a flow that does not wait.
     *
     * @param controlPoint the flow's control point
     * @param labels the flow's labels
     */
    public FlowCheck(String controlPoint, Map<String, String> labels) {
        this(controlPoint, labels, 0);
    }

    /**
     * Makes the check of a flow that may wait.
     *
     * @param controlPoint the flow's control point
     * @param labels the flow's labels
     * @param timeoutNanos how long the caller waits
     */
    public FlowCheck(String controlPoint, Map<String, String> labels, long timeoutNanos) {
        this(controlPoint, labels, false, timeoutNanos, null);
    }

    /**
     * Makes the check of a flow without global cache keys.
     *
     * @param controlPoint the flow's control point
     * @param labels the flow's labels
     * @param rampMode whether the flow may run only when a load ramp admits it
     * @param timeoutNanos how long the caller waits
     * @param resultKey the cache key of the flow's result; null for none
     */
    public FlowCheck(
            String controlPoint,
            Map<String, String> labels,
            boolean rampMode,
            long timeoutNanos,
            CacheKey.@Nullable Result resultKey) {
        this(controlPoint, labels, rampMode, timeoutNanos, resultKey, List.of());
    }

    boolean looksUp() {
        return resultKey != null || !globalKeys.isEmpty();
    }
}
