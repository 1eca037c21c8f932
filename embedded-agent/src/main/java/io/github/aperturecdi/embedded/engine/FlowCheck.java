package io.github.aperturecdi.embedded.engine;

import io.github.aperturecdi.flow.spi.CacheKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a flow asks an engine.
 *
 * @param controlPoint where it asks
 * @param labels its labels, which do not change any more
 * @param rampMode whether it may run only where a load ramp lets it
 * @param timeoutNanos how long its caller waits for the decision; {@link #NO_TIMEOUT} for as long
 *     as it takes. Schedulers answer a little earlier, by their {@code decision_deadline_margin}
 * @param resultKey where the result of its work is cached, which is looked up before quota
 *     schedulers are asked, and not at all when the flow is refused before; null for nowhere
 */
public record FlowCheck(
        String controlPoint,
        Map<String, String> labels,
        boolean rampMode,
        long timeoutNanos,
        CacheKey.@Nullable Result resultKey) {

    /** The caller names no deadline. */
    public static final long NO_TIMEOUT = Long.MAX_VALUE;

    /**
     * The question of a flow that waits for nothing.
     *
     * @param controlPoint where it asks
     * @param labels its labels
     */
    public FlowCheck(String controlPoint, Map<String, String> labels) {
        this(controlPoint, labels, 0);
    }

    /**
     * The question of a flow that may wait.
     *
     * @param controlPoint where it asks
     * @param labels its labels
     * @param timeoutNanos how long its caller waits
     */
    public FlowCheck(String controlPoint, Map<String, String> labels, long timeoutNanos) {
        this(controlPoint, labels, false, timeoutNanos, null);
    }
}
