package io.github.aperturecdi.flow;

import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.internal.FirstOfEach;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the flows that {@link Mode#ENFORCE} would have refused and {@link Mode#SHADOW} lets run.
 * The log names each control point once.
 */
final class ShadowRefusals {

    private static final System.Logger LOG = System.getLogger(ShadowRefusals.class.getName());

    private final LongAdder total = new LongAdder();
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    void count(FlowRejection refused) {
        total.increment();
        LongAdder count = counts.get(refused.controlPoint());
        if (count == null && counts.size() < FirstOfEach.MAX) {
            LongAdder first = new LongAdder();
            count = counts.putIfAbsent(refused.controlPoint(), first);
            if (count == null) {
                count = first;
                LOG.log(
                        System.Logger.Level.INFO,
                        FlowTexts.shadowRefusal(refused.controlPoint(), refused.reason()));
            }
        }
        if (count != null) {
            count.increment();
        }
    }

    long total() {
        return total.sum();
    }

    /** The counts by control point, of the first {@value FirstOfEach#MAX} with such a flow. */
    Map<String, Long> byControlPoint() {
        Map<String, Long> now = new TreeMap<>();
        counts.forEach((controlPoint, count) -> now.put(controlPoint, count.sum()));
        return now;
    }
}
