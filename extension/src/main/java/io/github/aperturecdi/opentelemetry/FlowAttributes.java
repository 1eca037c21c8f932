package io.github.aperturecdi.opentelemetry;

import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.Decision;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is said of a flow, never a label's value. For metrics the number of control points is
 * bounded: they are few, but programs may make them up.
 */
final class FlowAttributes {

    static final AttributeKey<String> CONTROL_POINT =
            AttributeKey.stringKey("aperture.control_point");
    static final AttributeKey<String> DECISION = AttributeKey.stringKey("aperture.decision");
    static final AttributeKey<String> REJECT_REASON =
            AttributeKey.stringKey("aperture.reject_reason");

    static final int MAX_CONTROL_POINTS = 1_000;
    static final String OTHER = "_other";

    /** What spans have as the reason of a flow that was not refused. */
    static final String NO_REASON = "none";

    private static final Attributes OF_OTHERS = Attributes.of(CONTROL_POINT, OTHER);

    private final Map<String, Attributes> ofControlPoints = new ConcurrentHashMap<>();

    /** For metrics. */
    Attributes of(String controlPoint) {
        Attributes known = ofControlPoints.get(controlPoint);
        if (known != null) {
            return known;
        }
        // Threads that come at once may exceed the bound by their number, and no more.
        return ofControlPoints.size() < MAX_CONTROL_POINTS
                ? ofControlPoints.computeIfAbsent(
                        controlPoint, name -> Attributes.of(CONTROL_POINT, name))
                : OF_OTHERS;
    }

    /**
     * The control point's and the decision's.
     *
     * @param refusedUnreachable whether a flow without a decision was refused for that
     */
    static Attributes with(
            Attributes ofControlPoint, Decision decision, boolean refusedUnreachable) {
        AttributesBuilder all = ofControlPoint.toBuilder().put(DECISION, word(decision.type()));
        RejectReason reason = decision.reason();
        if (reason != null && (decision.type() == Decision.Type.REJECTED || refusedUnreachable)) {
            all.put(REJECT_REASON, word(reason));
        }
        return all.build();
    }

    /**
     * As {@link #with}, for a span, which may have been told of an earlier flow: as nothing can be
     * taken back from it, it gets a reason in any case.
     */
    static Attributes ofSpan(String controlPoint, Decision decision, boolean refusedUnreachable) {
        Attributes where = Attributes.of(CONTROL_POINT, controlPoint, REJECT_REASON, NO_REASON);
        return with(where, decision, refusedUnreachable);
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
