package io.github.aperturecdi.flow;

import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.RejectReason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an agent said, or that it said nothing.
 *
 * @param type the decision
 * @param reason why, when it is not an admission
 * @param deniedStatus the HTTP status that the agent wants a refusal answered with; 0 when it names
 *     none
 * @param waitTime how long until the same request may be admitted; null when the agent does not
 *     know
 * @param violatedPolicies the names of the policies that refused, without duplicates
 * @param inflight what has to be given back at the flow's end, also for a refused flow: an agent
 *     keeps the slots of an earlier stage when a later one refuses
 */
public record Decision(
        Type type,
        @Nullable RejectReason reason,
        int deniedStatus,
        @Nullable Duration waitTime,
        List<String> violatedPolicies,
        List<InflightToken> inflight) {

    /** The three outcomes of a check. */
    public enum Type {
        /** The flow may run. */
        ADMITTED,
        /** The agent refused it. */
        REJECTED,
        /** There was no decision in time. */
        UNREACHABLE
    }

    private static final Decision ADMITTED = admitted(List.of());
    private static final Decision UNREACHABLE =
            new Decision(Type.UNREACHABLE, RejectReason.UNREACHABLE, 0, null, List.of(), List.of());

    /**
     * The admission of a flow that holds nothing.
     *
     * @return the decision
     */
    public static Decision admitted() {
        return ADMITTED;
    }

    /**
     * An admission.
     *
     * @param inflight what the flow holds
     * @return the decision
     */
    public static Decision admitted(List<InflightToken> inflight) {
        return new Decision(Type.ADMITTED, null, 0, null, List.of(), inflight);
    }

    /**
     * No decision in time.
     *
     * @return the decision
     */
    public static Decision unreachable() {
        return UNREACHABLE;
    }

    /** The one place where a refusal gets its status: the agent's own, or else its reason's. */
    FlowRejection rejection(String controlPoint) {
        RejectReason why = reason == null ? RejectReason.UNSPECIFIED : reason;
        return new FlowRejection(
                controlPoint,
                why,
                deniedStatus == 0 ? why.httpStatus() : deniedStatus,
                Optional.ofNullable(waitTime),
                violatedPolicies);
    }
}
