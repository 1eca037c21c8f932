package io.github.aperturecdi.flow;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a flow asks the agent: where, with which labels, and for how long at most. Immutable. */
public final class FlowRequest {

    private final String controlPoint;
    private final Map<String, String> labels;
    private final @Nullable Duration timeout;

    private FlowRequest(Builder builder) {
        controlPoint = builder.controlPoint;
        labels = Collections.unmodifiableMap(builder.labels);
        timeout = builder.timeout;
        builder.labels = Map.of();
    }

    /**
     * Begins a request.
     *
     * @param controlPoint the name by which policies select the flow, not blank
     * @return a builder for one request
     * @throws IllegalArgumentException if the control point is blank: an agent would admit every
     *     such flow
     */
    public static Builder at(String controlPoint) {
        return new Builder(controlPoint);
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
     * How long the decision may take.
     *
     * @return the time; null means the {@link FlowControl}'s
     */
    public @Nullable Duration timeout() {
        return timeout;
    }

    /** Names the control point and the keys only: values are nobody's business in a log. */
    @Override
    public String toString() {
        return "FlowRequest[" + controlPoint + ", labels " + labels.keySet() + "]";
    }

    /** Collects the labels of one request. Not reusable. */
    public static final class Builder {

        private final String controlPoint;
        private Map<String, String> labels = new LinkedHashMap<>();
        private @Nullable Duration timeout;

        private Builder(String controlPoint) {
            if (controlPoint.isBlank()) {
                throw new IllegalArgumentException(Messages.blankControlPoint());
            }
            this.controlPoint = controlPoint;
        }

        /**
         * Adds a label; a later value replaces an earlier one.
         *
         * @param key the key
         * @param value the value; null leaves the label out
         * @return this
         */
        public Builder label(String key, @Nullable String value) {
            if (value != null) {
                labels.put(key, value);
            }
            return this;
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
                Messages.requirePositive(timeout);
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
