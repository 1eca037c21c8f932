package io.github.aperturecdi.opentelemetry;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.internal.FirstOfEach;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is said of flows. The number of control points is bounded: they are few, but programs may
 * make them up.
 */
final class FlowAttributes {

    static final String OTHER = "_other";

    /** Of spans only: an application may have any number of exceptions. */
    static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("aperture.error_type");

    private static final ControlPointAttributes OF_OTHERS = new ControlPointAttributes(OTHER);

    private final Map<String, ControlPointAttributes> ofControlPoints = new ConcurrentHashMap<>();

    /** For metrics: those of all others together, past the bound. */
    ControlPointAttributes at(String controlPoint) {
        ControlPointAttributes known = ofControlPoints.get(controlPoint);
        if (known != null) {
            return known;
        }
        // Threads that come at once may exceed the bound by their number, and no more.
        return ofControlPoints.size() < FirstOfEach.MAX
                ? ofControlPoints.computeIfAbsent(controlPoint, ControlPointAttributes::new)
                : OF_OTHERS;
    }

    /**
     * For a span, which may have any name in it.
     *
     * @param at what {@link #at} said
     */
    static Attributes ofSpan(
            String controlPoint, ControlPointAttributes at, Decision decision, boolean runs) {
        return at == OF_OTHERS
                ? ControlPointAttributes.ofSpan(controlPoint, decision, runs)
                : at.ofSpan(decision, runs);
    }
}
