package io.github.aperturecdi.flow;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What operators have set for one control point. A setting of the control point beats the
 * request's, which beats the one for all.
 *
 * @param mode how far the agent's word counts
 * @param timeout how long the decision may take, positive; null where the control point says
 *     nothing
 * @param defaultTimeout how long it may take where the request says nothing either, positive
 * @param onUnreachable what becomes of flows without a decision; null where the control point says
 *     nothing
 * @param defaultOnUnreachable what becomes of them where the request says nothing either
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

    /** What holds where operators have set nothing. */
    public static final ControlPointSettings DEFAULT =
            forAll(FlowControl.DEFAULT_TIMEOUT, OnUnreachable.ADMIT);

    /** Refuses times that are not positive. */
    public ControlPointSettings {
        if (timeout != null) {
            Arguments.requirePositive(timeout);
        }
        Arguments.requirePositive(defaultTimeout);
        labels = Map.copyOf(labels);
    }

    /** What holds where no control point has settings of its own. */
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

    /** Ramp mode asks for certainty, so it implies {@link OnUnreachable#REJECT}. */
    OnUnreachable onUnreachable(FlowRequest request) {
        if (onUnreachable != null) {
            return onUnreachable;
        }
        return rampMode || request.rampMode() ? OnUnreachable.REJECT : defaultOnUnreachable;
    }
}
