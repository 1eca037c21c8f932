package io.github.aperturecdi.flow;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
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
    private final boolean asks;
    private final Set<String> sensitiveLabels;
    private final CacheKey.@Nullable Result resultCacheKey;
    private final Set<String> globalCacheKeys;

    private FlowRequest(Builder builder) {
        controlPoint = builder.controlPoint;
        labels = Collections.unmodifiableMap(builder.labels);
        constants = builder.constants;
        unset = builder.unset;
        timeout = builder.timeout;
        rampMode = builder.rampMode;
        asks = builder.asks;
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
        asks = other.asks;
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
    public static Builder at(String controlPoint) {
        return new Builder(controlPoint);
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
        Builder request = at(controlPoint);
        request.asks = false;
        return request.build();
    }

    /**
     * Whether an agent is asked.
     *
     * @return false for {@link #unchecked}
     */
    public boolean checks() {
        return asks;
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

    /**
     * Collects what a request asks. May go on after {@link #build}: a request that is made does not
     * change any more. For one thread.
     */
    public static final class Builder {

        private final String controlPoint;
        private Map<String, String> labels = new LinkedHashMap<>();
        private boolean labelsShared;
        private Map<String, String> constants = Map.of();
        private Set<String> unset = Set.of();
        private @Nullable Duration timeout;
        private boolean rampMode;
        private boolean asks = true;
        private Set<String> sensitiveLabels = Set.of();
        private CacheKey.@Nullable Result resultCacheKey;
        private Set<String> globalCacheKeys = Set.of();

        private Builder(String controlPoint) {
            if (Objects.requireNonNull(controlPoint, "controlPoint").isBlank()) {
                throw new IllegalArgumentException(FlowTexts.blankControlPoint());
            }
            this.controlPoint = controlPoint;
        }

        /**
         * Adds a label; a later value replaces an earlier one.
         *
         * @param key the key, which is this request's from now on: baggage does not set it
         * @param value the value; null leaves the label out
         * @return this
         */
        public Builder label(String key, @Nullable String value) {
            Objects.requireNonNull(key, "key");
            if (value != null) {
                if (labelsShared) {
                    labels = new LinkedHashMap<>(labels);
                    labelsShared = false;
                }
                labels.put(key, value);
            } else {
                unset = with(unset, key);
            }
            return this;
        }

        /**
         * Labels that are the same for every flow of this kind, below those that operators set for
         * the control point.
         *
         * @param constants the labels by key
         * @return this
         */
        public Builder constants(Map<String, String> constants) {
            this.constants = Map.copyOf(Objects.requireNonNull(constants, "constants"));
            return this;
        }

        /**
         * Lets the flow run only where a load ramp lets it.
         *
         * @param rampMode default false
         * @return this
         */
        public Builder rampMode(boolean rampMode) {
            this.rampMode = rampMode;
            return this;
        }

        /**
         * Keeps a label out of everything exported; agents see it for the decision only, and to
         * take back what a concurrency limit had given by it.
         *
         * @param key the label's key
         * @return this
         */
        public Builder sensitive(String key) {
            sensitiveLabels = with(sensitiveLabels, Objects.requireNonNull(key, "key"));
            return this;
        }

        /**
         * As {@link #sensitive(String)}, for all such labels of this kind of flow.
         *
         * @param keys the labels' keys
         * @return this
         */
        public Builder sensitive(Set<String> keys) {
            Objects.requireNonNull(keys, "keys");
            if (sensitiveLabels.isEmpty()) {
                sensitiveLabels = Set.copyOf(keys);
            } else {
                keys.forEach(this::sensitive);
            }
            return this;
        }

        /**
         * Looks up the work's cached result along with the decision.
         *
         * @param key the key within the control point, not empty
         * @return this
         * @throws IllegalArgumentException if the key is empty
         */
        public Builder resultCacheKey(String key) {
            resultCacheKey = new CacheKey.Result(controlPoint, Objects.requireNonNull(key, "key"));
            return this;
        }

        /**
         * Looks up a global cache key along with the decision.
         *
         * @param key the key, not empty
         * @return this
         * @throws IllegalArgumentException if the key is empty
         */
        public Builder globalCacheKey(String key) {
            globalCacheKeys =
                    with(
                            globalCacheKeys,
                            Arguments.requireCacheKey(Objects.requireNonNull(key, "key")));
            return this;
        }

        private static Set<String> with(Set<String> keys, String key) {
            Set<String> more = new LinkedHashSet<>(keys);
            more.add(key);
            return more;
        }

        /**
         * Limits the time that the decision may take.
         *
         * @param timeout the time, positive; null means the {@link FlowControl}'s
         * @return this
         * @throws IllegalArgumentException if the time is not positive
         */
        public Builder timeout(@Nullable Duration timeout) {
            if (timeout != null) {
                Arguments.requirePositive(timeout);
            }
            this.timeout = timeout;
            return this;
        }

        /**
         * Makes the request.
         *
         * @return the request
         */
        public FlowRequest build() {
            return new FlowRequest(this);
        }
    }
}
