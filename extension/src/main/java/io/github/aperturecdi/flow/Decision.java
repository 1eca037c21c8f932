package io.github.aperturecdi.flow;

import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.spi.CachedValues;
import io.github.aperturecdi.flow.spi.InflightToken;
import io.github.aperturecdi.flow.spi.UncountedBy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The decision of an agent about a flow, or the fact that there is none.
 *
 * @param type the decision
 * @param reason the reason, unless the flow is admitted
 * @param deniedStatus the HTTP status that the agent sets for the answer to a refused request; 0 if
 *     it sets none
 * @param waitTime how long until the same request may be admitted; null if the agent does not know
 * @param violatedPolicies the names of the policies that refused, without duplicates
 * @param cached the values of the agent's cache under the keys of the request
 * @param receipt an object that the agent gets back at the flow's end; only the agent reads it
 * @param inflight the tokens to return at the flow's end. A refused flow may hold some, too: an
 *     agent keeps the tokens of an earlier stage when a later stage refuses.
 * @param uncounted the limiters that let the flow pass without counting it
 */
public record Decision(
        Type type,
        @Nullable RejectReason reason,
        int deniedStatus,
        @Nullable Duration waitTime,
        List<String> violatedPolicies,
        List<InflightToken> inflight,
        CachedValues cached,
        @Nullable Object receipt,
        List<UncountedBy> uncounted) {

    private Decision(
            Type type,
            @Nullable RejectReason reason,
            int deniedStatus,
            @Nullable Duration waitTime,
            List<String> violatedPolicies,
            List<InflightToken> inflight,
            CachedValues cached,
            @Nullable Object receipt) {
        this(
                type,
                reason,
                deniedStatus,
                waitTime,
                violatedPolicies,
                inflight,
                cached,
                receipt,
                List.of());
    }

    /** The three outcomes of a check. */
    public enum Type {
        /** The flow may run. */
        ADMITTED,
        /** The agent refused the flow. */
        REJECTED,
        /** There was no decision in time. */
        UNREACHABLE
    }

    private static final Decision ADMITTED = admitted(List.of());
    private static final Decision UNREACHABLE = undecided(RejectReason.UNREACHABLE);
    private static final Decision NOT_ACCEPTED = undecided(RejectReason.NOT_ACCEPTED);
    private static final Decision TOO_LARGE = refused(RejectReason.TOO_LARGE);
    private static final Decision CALLER_GONE = refused(RejectReason.CALLER_GONE);
    private static final Decision NOT_ASKED = refused(RejectReason.NOT_ASKED);

    private static Decision undecided(RejectReason reason) {
        return new Decision(
                Type.UNREACHABLE, reason, 0, null, List.of(), List.of(), CachedValues.NONE, null);
    }

    private static Decision refused(RejectReason reason) {
        return rejected(reason, 0, null, List.of(), List.of());
    }

    /**
     * The admission of a flow that holds no tokens.
     *
     * @return the decision
     */
    public static Decision admitted() {
        return ADMITTED;
    }

    /**
     * An admission.
     *
     * @param inflight the tokens that the flow holds
     * @return the decision
     */
    public static Decision admitted(List<InflightToken> inflight) {
        return new Decision(
                Type.ADMITTED, null, 0, null, List.of(), inflight, CachedValues.NONE, null);
    }

    /**
     * A refusal.
     *
     * @param reason the reason
     * @param deniedStatus the HTTP status that the agent sets for the answer; 0 if it sets none
     * @param waitTime how long until the same request may be admitted; null if the agent does not
     *     know
     * @param violatedPolicies the names of the policies that refused
     * @param inflight the tokens that the flow holds although it is refused
     * @return the decision
     */
    public static Decision rejected(
            RejectReason reason,
            int deniedStatus,
            @Nullable Duration waitTime,
            List<String> violatedPolicies,
            List<InflightToken> inflight) {
        return new Decision(
                Type.REJECTED,
                reason,
                deniedStatus,
                waitTime,
                violatedPolicies,
                inflight,
                CachedValues.NONE,
                null);
    }

    /**
     * The same decision with the other parts of the agent's reply.
     *
     * @param cached the values of the agent's cache
     * @param receipt the object that the agent gets back at the flow's end
     * @return the decision
     */
    public Decision with(CachedValues cached, @Nullable Object receipt) {
        return new Decision(
                type,
                reason,
                deniedStatus,
                waitTime,
                violatedPolicies,
                inflight,
                cached,
                receipt,
                uncounted);
    }

    /**
     * The same decision with the limiters that did not count the flow.
     *
     * @param uncounted the limiters
     * @return the decision
     */
    public Decision withUncounted(List<UncountedBy> uncounted) {
        return uncounted.isEmpty()
                ? this
                : new Decision(
                        type,
                        reason,
                        deniedStatus,
                        waitTime,
                        violatedPolicies,
                        inflight,
                        cached,
                        receipt,
                        List.copyOf(uncounted));
    }

    /** The same decision without cached values, which may be large. */
    Decision withoutCached() {
        return cached == CachedValues.NONE ? this : with(CachedValues.NONE, receipt);
    }

    /**
     * No decision in time.
     *
     * @return the decision
     */
    public static Decision unreachable() {
        return UNREACHABLE;
    }

    /**
     * No decision, because the agent does not accept the check.
     *
     * @return the decision
     */
    public static Decision notAccepted() {
        return NOT_ACCEPTED;
    }

    /**
     * The refusal of a flow whose check or reply is too large: a client must not get past a limit
     * by the size of a label.
     *
     * @return the decision
     */
    public static Decision tooLarge() {
        return TOO_LARGE;
    }

    /**
     * The refusal of a flow whose caller gave up during the check: a client must not get past a
     * limit by giving up.
     *
     * @return the decision
     */
    public static Decision callerGone() {
        return CALLER_GONE;
    }

    /**
     * The refusal of a flow whose check failed with an error on this side.
     *
     * @return the decision
     */
    public static Decision notAsked() {
        return NOT_ASKED;
    }

    /**
     * Why the flow was refused, also in shadow mode, or why there is no decision.
     *
     * @param runs whether it runs
     * @return the reason; null for an admission, and for a flow that runs because the agent could
     *     not be reached
     */
    public @Nullable RejectReason reason(boolean runs) {
        return runs && type == Type.UNREACHABLE && reason == RejectReason.UNREACHABLE
                ? null
                : reason;
    }

    /** The status of a refusal must not look like a success, and servers send none above 599. */
    private static boolean isRefusal(int status) {
        return status >= 400 && status <= 599;
    }

    /**
     * The only place that sets the status of a refusal: the agent's, or else that of the reason.
     */
    FlowRejection rejection(String controlPoint) {
        RejectReason why = reason == null ? RejectReason.UNSPECIFIED : reason;
        return new FlowRejection(
                controlPoint,
                why,
                isRefusal(deniedStatus) ? deniedStatus : why.httpStatus(),
                Optional.ofNullable(waitTime),
                violatedPolicies);
    }
}
