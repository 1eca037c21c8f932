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
 * What an agent said, or that it said nothing.
 *
 * @param type the decision
 * @param reason why, when it is not an admission
 * @param deniedStatus the HTTP status that the agent wants a refusal answered with; 0 when it names
 *     none
 * @param waitTime how long until the same request may be admitted; null when the agent does not
 *     know
 * @param violatedPolicies the names of the policies that refused, without duplicates
 * @param cached what the agent's cache had under the keys of the request
 * @param receipt what the agent wants to see again at the flow's end; nobody else's business
 * @param inflight what has to be given back at the flow's end, also for a refused flow: an agent
 *     keeps the slots of an earlier stage when a later one refuses
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
        /** The agent refused it. */
        REJECTED,
        /** There was no decision, or none in time. */
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
        return new Decision(
                Type.ADMITTED, null, 0, null, List.of(), inflight, CachedValues.NONE, null);
    }

    /**
     * A refusal.
     *
     * @param reason why
     * @param deniedStatus the HTTP status that the agent wants it answered with; 0 when it names
     *     none
     * @param waitTime how long until the same request may be admitted; null when the agent does not
     *     know
     * @param violatedPolicies the names of the policies that refused
     * @param inflight what the flow holds all the same
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
     * The same decision with what else its agent replied.
     *
     * @param cached what its cache had
     * @param receipt what it wants to see again
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
     * The same decision of an agent that names limiters which did not count the flow.
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

    /** The same decision without what the cache had, which may be large. */
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
     * No decision, because the agent does not accept the question.
     *
     * @return the decision
     */
    public static Decision notAccepted() {
        return NOT_ACCEPTED;
    }

    /**
     * The refusal of a flow whose question or reply is too large: who is limited must not be
     * admitted by the size of a label.
     *
     * @return the decision
     */
    public static Decision tooLarge() {
        return TOO_LARGE;
    }

    /**
     * The refusal of a flow whose caller gave up while the agent was asked: who is limited must not
     * be admitted by giving up.
     *
     * @return the decision
     */
    public static Decision callerGone() {
        return CALLER_GONE;
    }

    /**
     * The refusal of a flow that an error on this side kept from being decided.
     *
     * @return the decision
     */
    public static Decision notAsked() {
        return NOT_ASKED;
    }

    /**
     * Why the work does not run, or would not but for shadow mode; or why there is no decision,
     * where that is more than a lost agent.
     *
     * @param runs whether it runs
     * @return the reason; null for what ran because the agent could not be reached, and for
     *     admissions
     */
    public @Nullable RejectReason reason(boolean runs) {
        return runs && type == Type.UNREACHABLE && reason == RejectReason.UNREACHABLE
                ? null
                : reason;
    }

    /** A refusal must not look like a success, and servers send no status outside of 100 to 599. */
    private static boolean isRefusal(int status) {
        return status >= 400 && status <= 599;
    }

    /** The one place where a refusal gets its status: the agent's own, or else its reason's. */
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
