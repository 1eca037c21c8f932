package io.github.aperturecdi.flow;

import io.github.aperturecdi.flow.spi.CacheKey;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a flow asks the agent: where, with which labels, and for how long at most. Immutable. */
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
        labels = Collections.unmodifiableMap(builder.labels);
        constants = builder.constants;
        unset = builder.unset;
        timeout = builder.timeout;
        rampMode = builder.rampMode;
        checks = builder.checks;
        sensitiveLabels = Set.copyOf(builder.sensitiveLabels);
        resultCacheKey = builder.resultCacheKey;
        globalCacheKeys = Set.copyOf(builder.globalCacheKeys);
        builder.labelsShared = true;
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
     * The request with every label that its flow has, and its ramp mode. Precedence of labels,
     * lowest first: the surroundings', the constants, the control point's, the request's own.
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

    /** Whether a label is this request's to set, also where it has no value. */
    boolean claims(String key) {
        return ClientLabels.hasKey(labels, key)
                || ClientLabels.hasKey(constants, key)
                || ClientLabels.hasKey(unset, key);
    }

    /**
     * Begins a request.
     *
     * @param controlPoint the name by which policies select the flow, not blank
     * @return a builder
     * @throws IllegalArgumentException if the control point is blank: an agent would admit every
     *     such flow
     */
    public static FlowRequestBuilder at(String controlPoint) {
        return new FlowRequestBuilder(controlPoint);
    }

    /**
     * A request that asks nobody, for a control point whose mode is off: nothing has to be known
     * for it. Its flow runs, even if the mode has changed meanwhile.
     *
     * @param controlPoint where the flow would have asked, not blank
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
     * Whether an agent is asked.
     *
     * @return false for {@link #unchecked}
     */
    public boolean checks() {
        return checks;
    }

    /**
     * Where the flow asks.
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
     * Whether the flow may run only where a load ramp lets it: without a matching ramp, or without
     * a decision, it is refused.
     *
     * @return false unless the request says so
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
     * The labels that are for the decision only, and stripped from everything exported, except
     * where the agent needs them to take back what a concurrency limit had given by them.
     *
     * @return their keys
     */
    public Set<String> sensitiveLabels() {
        return sensitiveLabels;
    }

    /**
     * Where the work's result may be cached.
     *
     * @return the key; null when it is not cached
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

    /** Names the control point and the keys only: values are nobody's business in a log. */
    @Override
    public String toString() {
        return "FlowRequest[" + controlPoint + ", labels " + labels.keySet() + "]";
    }
}
