package io.github.aperturecdi.embedded.engine;

import io.github.aperturecdi.embedded.policy.LimiterSpec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A component of a policy at work. */
abstract class Component {

    private static final System.Logger LOG = System.getLogger(Engine.class.getName());

    /** What flows are counted under when a component makes no difference between them. */
    private static final String DEFAULT_LABEL = "default";

    /** By then, a decision that may have to be undone is made: an hour, for so long flows wait. */
    private static final long LONGEST_DECISION = 3_600_000_000_000L;

    private final LimiterId id;
    private final LimiterSpec.Scope scope;
    private final LimiterDecision.Kind kind;
    private final boolean faithful;

    Component(LimiterId id, LimiterSpec.Scope scope, LimiterDecision.Kind kind, boolean faithful) {
        this.id = id;
        this.scope = scope;
        this.kind = kind;
        this.faithful = faithful;
    }

    final LimiterId id() {
        return id;
    }

    final LimiterSpec.Scope scope() {
        return scope;
    }

    final LimiterDecision.Kind kind() {
        return kind;
    }

    /** Whether it does what Aperture's agent does, also where that is a bug. */
    final boolean faithful() {
        return faithful;
    }

    /**
     * Whether this goes on with what another one has counted.
     *
     * @param before the version before; null for none
     */
    final boolean succeeds(@Nullable Component before) {
        return before != null
                && before.kind == kind
                && before.scope.limitByLabelKey().equals(scope.limitByLabelKey());
    }

    /**
     * Applies to what there is already, after it has succeeded another one.
     *
     * @param deliveries takes the flows that get something by it
     */
    void takeOver(long now, Deliveries deliveries) {}

    /** How long flows may hold what this has given them, in nanoseconds. */
    long longestHold() {
        return LONGEST_DECISION;
    }

    /**
     * Undoes a decision that took something.
     *
     * @param deliveries takes the flows that get what is given back
     */
    void revert(LimiterDecision decision, long now, Deliveries deliveries) {}

    /**
     * Takes tokens out of flight.
     *
     * @param deliveries takes the flows that get what is given back
     */
    Engine.Returned end(String label, String requestId, long now, Deliveries deliveries) {
        return Engine.Returned.UNKNOWN_LIMITER;
    }

    /** How many times a label value was counted together with others, for want of room. */
    long shares() {
        return 0;
    }

    /** The label value that a flow is counted under; null when the flow lacks the label. */
    final @Nullable String counted(Map<String, String> labels) {
        String key = scope.limitByLabelKey();
        return key.isEmpty() ? DEFAULT_LABEL : labels.get(key);
    }

    final void warnOfFull(int maxKeys) {
        LOG.log(
                System.Logger.Level.WARNING,
                EngineTexts.full(id, scope.limitByLabelKey(), maxKeys));
    }

    /** How a label value is named to the outside; a state keeps the name of the value it is for. */
    final String label(String value, String key, @Nullable String kept) {
        return kept != null && key.equals(value) ? kept : label(value);
    }

    final String label(String value) {
        String key = scope.limitByLabelKey();
        return key.isEmpty() ? value : key + ":" + value;
    }

    /** The value in a label as {@link #label} makes it; null when it is none of this limiter's. */
    final @Nullable String value(String label) {
        String key = scope.limitByLabelKey();
        if (key.isEmpty()) {
            return label;
        }
        boolean own = label.startsWith(key) && label.startsWith(":", key.length());
        return own ? label.substring(key.length() + 1) : null;
    }
}
