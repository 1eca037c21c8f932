package io.github.aperturecdi.internal.opentelemetry;

import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.Decision;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of the flows of one control point. They never contain a label's value. There are
 * few decisions and reasons but many flows, so each set is made once.
 */
final class ControlPointAttributes {

    static final AttributeKey<String> CONTROL_POINT =
            AttributeKey.stringKey("aperture.control_point");
    static final AttributeKey<String> DECISION = AttributeKey.stringKey("aperture.decision");
    static final AttributeKey<String> REJECT_REASON =
            AttributeKey.stringKey("aperture.reject_reason");

    static final AttributeKey<String> POLICY = AttributeKey.stringKey("aperture.policy");

    /** The reason that spans show for a flow that was not refused. */
    static final String NO_REASON = "none";

    private static final int REASONS = RejectReason.values().length + 1;
    private static final int SETS = Decision.Type.values().length * REASONS;

    private final String controlPoint;
    private final Attributes where;
    private final AtomicReferenceArray<@Nullable Attributes> ofMetrics =
            new AtomicReferenceArray<>(SETS);
    private final AtomicReferenceArray<@Nullable Attributes> ofSpans =
            new AtomicReferenceArray<>(SETS);

    ControlPointAttributes(String controlPoint) {
        this.controlPoint = controlPoint;
        where = Attributes.of(CONTROL_POINT, controlPoint);
    }

    /** The control point as the only attribute. */
    Attributes where() {
        return where;
    }

    /** The control point and the policy that did not limit a flow. */
    Attributes unlimited(String policy) {
        return Attributes.of(CONTROL_POINT, controlPoint, POLICY, policy);
    }

    /** The attributes of metrics; without a reason if there is none. */
    Attributes ofMetrics(Decision decision, boolean runs) {
        return once(ofMetrics, decision, runs, () -> metrics(decision, decision.reason(runs)));
    }

    private Attributes metrics(Decision decision, @Nullable RejectReason reason) {
        String word = word(decision.type());
        return reason == null
                ? Attributes.of(CONTROL_POINT, controlPoint, DECISION, word)
                : span(controlPoint, word, word(reason));
    }

    /** The attributes of a span. */
    Attributes ofSpan(Decision decision, boolean runs) {
        return once(ofSpans, decision, runs, () -> ofSpan(controlPoint, decision, runs));
    }

    /**
     * The attributes of a span, always with a reason: the span may have the reason of an earlier
     * flow, and an attribute cannot be removed from it.
     */
    static Attributes ofSpan(String controlPoint, Decision decision, boolean runs) {
        RejectReason reason = decision.reason(runs);
        return span(controlPoint, word(decision.type()), reason == null ? NO_REASON : word(reason));
    }

    private static Attributes span(String controlPoint, String decision, String reason) {
        return Attributes.of(
                CONTROL_POINT, controlPoint, DECISION, decision, REJECT_REASON, reason);
    }

    /** The set for a decision. Two threads may make it at once; both sets are equal. */
    private static Attributes once(
            AtomicReferenceArray<@Nullable Attributes> sets,
            Decision decision,
            boolean runs,
            Supplier<Attributes> make) {
        RejectReason reason = decision.reason(runs);
        int index =
                decision.type().ordinal() * REASONS + (reason == null ? 0 : reason.ordinal() + 1);
        Attributes known = sets.get(index);
        if (known != null) {
            return known;
        }
        Attributes made = make.get();
        sets.set(index, made);
        return made;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
