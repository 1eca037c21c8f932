package io.github.aperturecdi.flow;

import io.github.aperturecdi.flow.spi.CacheKey;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one request, see {@link FlowRequest#at}. A method that gets null throws a {@link
 * NullPointerException} that names the setting, unless the method accepts null. The builder may be
 * used again after {@link #build}, which does not change requests that exist. Not thread-safe.
 */
public final class FlowRequestBuilder {

    final String controlPoint;

    /** Immutable as long as there is at most one label: most requests need no map that grows. */
    private Map<String, String> labels = Map.of();

    /** Whether a label may be put into the map, as no request has it yet. */
    private boolean labelsGrow;

    Map<String, String> constants = Map.of();
    Set<String> unset = Set.of();
    @Nullable Duration timeout;
    boolean rampMode;
    boolean checks = true;
    Set<String> sensitiveLabels = Set.of();
    CacheKey.@Nullable Result resultCacheKey;
    Set<String> globalCacheKeys = Set.of();

    FlowRequestBuilder(String controlPoint) {
        if (Objects.requireNonNull(controlPoint, "controlPoint").isBlank()) {
            throw new IllegalArgumentException(FlowTexts.blankControlPoint());
        }
        this.controlPoint = controlPoint;
    }

    /**
     * Adds a label; a later value replaces an earlier one.
     *
     * @param key the key; baggage never sets it for this request
     * @param value the value; null leaves the label out
     * @return this
     */
    public FlowRequestBuilder label(String key, @Nullable String value) {
        Objects.requireNonNull(key, "key");
        if (value != null) {
            add(key, value);
        } else {
            unset = with(unset, key);
        }
        return this;
    }

    private void add(String key, String value) {
        if (labels.isEmpty()) {
            labels = Map.of(key, value);
            return;
        }
        if (!labelsGrow) {
            labels = new LinkedHashMap<>(labels);
            labelsGrow = true;
        }
        labels.put(key, value);
    }

    /** The labels for a request, which later labels do not change. */
    Map<String, String> labels() {
        boolean immutable = !labelsGrow && labels.size() < 2;
        labelsGrow = false;
        return immutable ? labels : Collections.unmodifiableMap(labels);
    }

    /**
     * Sets the labels that are the same for every flow of this kind. Labels that operators set for
     * the control point take precedence.
     *
     * @param constants the labels by key
     * @return this
     */
    public FlowRequestBuilder constants(Map<String, String> constants) {
        this.constants = Map.copyOf(Objects.requireNonNull(constants, "constants"));
        return this;
    }

    /**
     * Lets the flow run only if a load ramp admits it.
     *
     * @param rampMode default false
     * @return this
     */
    public FlowRequestBuilder rampMode(boolean rampMode) {
        this.rampMode = rampMode;
        return this;
    }

    /**
     * Keeps a label out of all exported data. Agents see it only for the decision, and to take back
     * the tokens of a concurrency limit.
     *
     * @param key the label's key
     * @return this
     */
    public FlowRequestBuilder sensitive(String key) {
        sensitiveLabels = with(sensitiveLabels, Objects.requireNonNull(key, "key"));
        return this;
    }

    /**
     * Does what {@link #sensitive(String)} does, for several labels.
     *
     * @param keys the labels' keys
     * @return this
     */
    public FlowRequestBuilder sensitive(Set<String> keys) {
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
    public FlowRequestBuilder resultCacheKey(String key) {
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
    public FlowRequestBuilder globalCacheKey(String key) {
        globalCacheKeys =
                with(
                        globalCacheKeys,
                        new CacheKey.Global(Objects.requireNonNull(key, "key")).key());
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
    public FlowRequestBuilder timeout(@Nullable Duration timeout) {
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
