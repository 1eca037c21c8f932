package io.github.aperturecdi.test;

import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.FlowStatus;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A flow as the agent saw it.
 *
 * @param controlPoint the control point
 * @param labels the labels that the check carried
 * @param rampMode whether the flow asked for ramp mode
 * @param deadline the time that the agent had for the check; null if the check had no deadline
 * @param decision the decision about the flow
 * @param reason why the flow was rejected; null if it was not rejected
 * @param outcome the outcome that the flow's span reports; null until the span arrives
 */
public record SeenFlow(
        String controlPoint,
        Map<String, String> labels,
        boolean rampMode,
        @Nullable Duration deadline,
        Decision decision,
        @Nullable RejectReason reason,
        @Nullable FlowStatus outcome)
        implements Serializable {

    /** The decisions about a flow. */
    public enum Decision {
        /** The flow may run. */
        ADMITTED,
        /** The flow must not run. */
        REJECTED,
        /** The agent has not answered yet, or the caller gave up before the reply. */
        NONE
    }

    /**
     * Whether the agent admitted the flow.
     *
     * @return whether it did; false for a flow without a decision
     */
    public boolean admitted() {
        return decision == Decision.ADMITTED;
    }
}
