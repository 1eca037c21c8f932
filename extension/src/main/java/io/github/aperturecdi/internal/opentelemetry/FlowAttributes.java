package io.github.aperturecdi.internal.opentelemetry;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.internal.FirstOfEach;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The attributes of flows. The number of control points in metrics is bounded: usually there are
 * few, but a program may make up their names.
 */
final class FlowAttributes {

    static final String OTHER = "_other";

    /** An attribute of spans only, as an application may have any number of exceptions. */
    static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("aperture.error_type");

    private static final ControlPointAttributes OF_OTHERS = new ControlPointAttributes(OTHER);

    private final Map<String, ControlPointAttributes> ofControlPoints = new ConcurrentHashMap<>();

    /**
     * The attributes of a control point for metrics; past the bound, those of all others together.
     */
    ControlPointAttributes at(String controlPoint) {
        ControlPointAttributes known = ofControlPoints.get(controlPoint);
        if (known != null) {
            return known;
        }
        // Threads that do this at once may exceed the bound by their number at most.
        return ofControlPoints.size() < FirstOfEach.MAX
                ? ofControlPoints.computeIfAbsent(controlPoint, ControlPointAttributes::new)
                : OF_OTHERS;
    }

    /**
     * The attributes of a span, which may have the name of any control point.
     *
     * @param at the result of {@link #at}
     */
    static Attributes ofSpan(
            String controlPoint, ControlPointAttributes at, Decision decision, boolean runs) {
        return at == OF_OTHERS
                ? ControlPointAttributes.ofSpan(controlPoint, decision, runs)
                : at.ofSpan(decision, runs);
    }
}
