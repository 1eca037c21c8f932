package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.internal.policy.LimiterSpec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A running component of a policy. */
abstract class Component {

    private static final System.Logger LOG = System.getLogger(Engine.class.getName());

    /** The label for all flows of a component without a {@code limit_by_label_key}. */
    private static final String DEFAULT_LABEL = "default";

    /** How long a decision may have to be undone: an hour, the longest time that a flow waits. */
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

    /** Whether the component behaves like Aperture's agent, including its bugs. */
    final boolean faithful() {
        return faithful;
    }

    /**
     * Whether this component takes over the counts of its previous version.
     *
     * @param before the previous version; null for none
     */
    final boolean succeeds(@Nullable Component before) {
        return before != null
                && before.kind == kind
                && before.scope.limitByLabelKey().equals(scope.limitByLabelKey());
    }

    /**
     * Applies this component to the state that it took over from its previous version.
     *
     * @param deliveries receives the flows that are served by the change
     */
    void takeOver(long now, Deliveries deliveries) {}

    /** Gives back what this instance has taken in advance, as the engine closes. */
    void close() {}

    /** How long flows may hold tokens of this component, in nanoseconds. */
    long longestHold() {
        return LONGEST_DECISION;
    }

    /**
     * Undoes a decision that took tokens.
     *
     * @param deliveries receives the flows that are served with the returned tokens
     */
    void revert(LimiterDecision decision, long now, Deliveries deliveries) {}

    /**
     * Takes tokens out of flight.
     *
     * @param deliveries receives the flows that are served with the returned tokens
     */
    Engine.Returned end(String label, String requestId, long now, Deliveries deliveries) {
        return Engine.Returned.UNKNOWN_LIMITER;
    }

    /**
     * How many times a label value shared its state with others, because all states were in use.
     */
    long shares() {
        return 0;
    }

    /** The label value that a flow is counted under; null when the flow lacks the label. */
    final @Nullable String counted(Map<String, String> labels) {
        String key = scope.limitByLabelKey();
        return key.isEmpty() ? DEFAULT_LABEL : labels.get(key);
    }

    final void warnOfFull(int maxKeys, boolean shared) {
        LOG.log(
                System.Logger.Level.WARNING,
                EngineTexts.full(id, scope.limitByLabelKey(), maxKeys, shared));
    }

    /** The label for a label value in decisions. A state keeps the label of its value. */
    final String label(String value, String key, @Nullable String kept) {
        return kept != null && key.equals(value) ? kept : label(value);
    }

    final String label(String value) {
        String key = scope.limitByLabelKey();
        return key.isEmpty() ? value : key + ":" + value;
    }

    /** The value in a label that {@link #label} made; null for a label of another limiter. */
    final @Nullable String value(String label) {
        String key = scope.limitByLabelKey();
        if (key.isEmpty()) {
            return label;
        }
        boolean own = label.startsWith(key) && label.startsWith(":", key.length());
        return own ? label.substring(key.length() + 1) : null;
    }
}
