package io.github.aperturecdi.flow;

import io.github.aperturecdi.flow.spi.CacheKey;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The request for a flow: its control point, its labels and its timeout. Immutable. */
public final class FlowRequest {

    private final String controlPoint;
    private final Map<String, String> labels;
    private final Map<String, String> constants;
    private final Set<String> unset;
    private final @Nullable Duration timeout;
    private final boolean rampMode;
    private final boolean checks;
    private final Set<String> sensitiveLabels;
    private final CacheKey.@Nullable Result resultCacheKey;
    private final Set<String> globalCacheKeys;

    FlowRequest(FlowRequestBuilder builder) {
        controlPoint = builder.controlPoint;
        labels = builder.labels();
        constants = builder.constants;
        unset = builder.unset;
        timeout = builder.timeout;
        rampMode = builder.rampMode;
        checks = builder.checks;
        sensitiveLabels = Set.copyOf(builder.sensitiveLabels);
        resultCacheKey = builder.resultCacheKey;
        globalCacheKeys = Set.copyOf(builder.globalCacheKeys);
    }

    private FlowRequest(FlowRequest other, Map<String, String> labels, boolean rampMode) {
        controlPoint = other.controlPoint;
        this.labels = labels;
        constants = Map.of();
        unset = Set.of();
        timeout = other.timeout;
        this.rampMode = rampMode;
        checks = other.checks;
        sensitiveLabels = other.sensitiveLabels;
        resultCacheKey = other.resultCacheKey;
        globalCacheKeys = other.globalCacheKeys;
    }

    /**
     * The request with all labels of its flow, and its ramp mode. The precedence of labels, lowest
     * first: the surroundings, the constants, the control point's settings, the request's own
     * labels.
     */
    FlowRequest completed(AmbientLabels ambient, ControlPointSettings set) {
        boolean ramp = rampMode || set.rampMode();
        boolean complete = set.labels().isEmpty() && constants.isEmpty() && ramp == rampMode;
        if (complete && ambient == AmbientLabels.NONE) {
            return this;
        }
        Map<String, String> all = new LinkedHashMap<>();
        ambient.addTo(controlPoint, all);
        if (complete && all.isEmpty()) {
            return this;
        }
        all.putAll(constants);
        all.putAll(set.labels());
        all.putAll(labels);
        return new FlowRequest(this, Collections.unmodifiableMap(all), ramp);
    }

    FlowRequest without(String key) {
        Map<String, String> rest = new LinkedHashMap<>(labels);
        rest.remove(key);
        return with(Collections.unmodifiableMap(rest));
    }

    FlowRequest with(Map<String, String> labels) {
        return new FlowRequest(this, labels, rampMode);
    }

    /** Whether this request sets a label, even if the label has no value this time. */
    boolean claims(String key) {
        return ClientLabels.hasKey(labels, key)
                || ClientLabels.hasKey(constants, key)
                || ClientLabels.hasKey(unset, key);
    }

    /**
     * Creates the builder of a request.
     *
     * @param controlPoint the name by which policies select the flow, not blank
     * @return a builder
     * @throws IllegalArgumentException if the control point is blank, as an agent would admit every
     *     such flow
     */
    public static FlowRequestBuilder at(String controlPoint) {
        return new FlowRequestBuilder(controlPoint);
    }

    /**
     * Creates a request without a check, for a control point whose mode is off. It needs no labels.
     * Its flow runs, even if the mode has changed meanwhile.
     *
     * @param controlPoint the control point of the flow, not blank
     * @return the request
     * @throws IllegalArgumentException if the control point is blank
     * @see FlowControl#checks
     */
    public static FlowRequest unchecked(String controlPoint) {
        FlowRequestBuilder request = at(controlPoint);
        request.checks = false;
        return request.build();
    }

    /**
     * Whether the flow needs a check.
     *
     * @return false for {@link #unchecked}
     */
    public boolean checks() {
        return checks;
    }

    /**
     * The control point of the flow.
     *
     * @return the control point
     */
    public String controlPoint() {
        return controlPoint;
    }

    /**
     * The labels.
     *
     * @return the labels by key, unmodifiable
     */
    public Map<String, String> labels() {
        return labels;
    }

    /**
     * Whether the flow may run only if a load ramp admits it. It is refused without a matching
     * ramp, and without a decision.
     *
     * @return true if the flow is in ramp mode
     */
    public boolean rampMode() {
        return rampMode;
    }

    /**
     * How long the decision may take.
     *
     * @return the time; null means the {@link FlowControl}'s
     */
    public @Nullable Duration timeout() {
        return timeout;
    }

    /**
     * The labels that only the decision uses. They are removed from all exported data, unless the
     * agent needs them to take back the tokens of a concurrency limit.
     *
     * @return their keys
     */
    public Set<String> sensitiveLabels() {
        return sensitiveLabels;
    }

    /**
     * The key under which the work's result may be cached.
     *
     * @return the key; null if the result is not cached
     */
    public CacheKey.@Nullable Result resultCacheKey() {
        return resultCacheKey;
    }

    /**
     * The global cache keys that are looked up along with the decision.
     *
     * @return the keys
     */
    public Set<String> globalCacheKeys() {
        return globalCacheKeys;
    }

    /**
     * The text contains the control point and the keys, but no values, which must not get into
     * logs.
     */
    @Override
    public String toString() {
        return "FlowRequest[" + controlPoint + ", labels " + labels.keySet() + "]";
    }
}
