package io.github.aperturecdi.flow;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of operators for one control point. A setting of the control point takes precedence
 * over the request's, and the request's over the default of all control points.
 *
 * @param mode how the agent's decision applies
 * @param timeout how long the decision may take, positive; null if the control point sets none
 * @param defaultTimeout how long it may take if the request sets no time either, positive
 * @param onUnreachable whether flows without a decision run; null if the control point sets nothing
 * @param defaultOnUnreachable whether they run if the control point sets nothing
 * @param rampMode whether every flow is in ramp mode, whatever its request says
 * @param labels labels of every flow of the control point, by key
 */
public record ControlPointSettings(
        Mode mode,
        @Nullable Duration timeout,
        Duration defaultTimeout,
        @Nullable OnUnreachable onUnreachable,
        OnUnreachable defaultOnUnreachable,
        boolean rampMode,
        Map<String, String> labels) {

    /** The settings of a control point if operators have set nothing. */
    public static final ControlPointSettings DEFAULT =
            forAll(FlowControl.DEFAULT_TIMEOUT, OnUnreachable.ADMIT);

    /** Rejects times that are not positive. */
    public ControlPointSettings {
        if (timeout != null) {
            Arguments.requirePositive(timeout);
        }
        Arguments.requirePositive(defaultTimeout);
        labels = Map.copyOf(labels);
    }

    /** The settings of every control point without settings of its own. */
    static ControlPointSettings forAll(Duration timeout, OnUnreachable onUnreachable) {
        return new ControlPointSettings(
                Mode.ENFORCE, null, timeout, null, onUnreachable, false, Map.of());
    }

    Duration timeout(FlowRequest request) {
        if (timeout != null) {
            return timeout;
        }
        return request.timeout() != null ? request.timeout() : defaultTimeout;
    }

    /**
     * A flow in ramp mode runs only if a load ramp admits it, so ramp mode implies {@link
     * OnUnreachable#REJECT}.
     */
    OnUnreachable onUnreachable(FlowRequest request) {
        if (onUnreachable != null) {
            return onUnreachable;
        }
        return rampMode || request.rampMode() ? OnUnreachable.REJECT : defaultOnUnreachable;
    }
}
