package io.github.aperturecdi.flow;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The texts about flows and flow controls, each with an id to search for. Not meant for
 * applications.
 */
public final class FlowTexts {

    private FlowTexts() {}

    /** A control point is blank. */
    static String blankControlPoint() {
        return """
                APERTURE-500: The control point of a flow is blank. Policies select flows by this \
                name, so an agent would admit every such flow. Name it.""";
    }

    /** A timeout in which no agent could answer. */
    static String timeoutNotPositive(Duration timeout) {
        return """
                APERTURE-501: A decision's timeout of %s is not positive: no agent could answer in \
                it. Give it a time such as 200ms."""
                .formatted(timeout);
    }

    /** A cache key without text. */
    static String emptyCacheKey() {
        return """
                APERTURE-502: A cache key is empty, and an agent skips such a key in silence. Give \
                it a name.""";
    }

    /** A time to live that an agent would misread. */
    static String timeToLiveNotPositive(Duration timeToLive) {
        return """
                APERTURE-503: A cached value's time to live of %s is not positive; an agent would \
                take 0 for 7 days. Give it a time such as 10m."""
                .formatted(timeToLive);
    }

    /** A flow was asked for where there is none. */
    static String noCurrentFlow() {
        return """
                APERTURE-504: There is no flow on this thread. Flow.current() is for the body of a \
                controlled method, on the thread that runs it.""";
    }

    /** No result key. */
    static String noResultCacheKey(String controlPoint) {
        return """
                APERTURE-505: The flow at control point '%s' has no result cache key. Give its \
                request one with resultCacheKey()."""
                .formatted(controlPoint);
    }

    /** A number of tokens that would do harm at the agent. */
    static String harmfulTokens(String key, String controlPoint) {
        return """
                APERTURE-508: The label '%s' of a flow at control point '%s' is negative or not \
                finite. As a number of tokens it would do harm at the agent, so it is left out. \
                Send a number of 0 or more, or take the key out of aperture.labels.token-keys."""
                .formatted(key, controlPoint);
    }

    /** A flow that must not wait for its decision. */
    static String notOnEventLoop(String controlPoint) {
        return """
                APERTURE-507: A flow at control point '%s' was started on an event loop, which must \
                not wait for the agent, by a method that is synchronous or returns a \
                CompletionStage of its own kind, or by FlowControl.start. Such flows are not asked \
                for, and decided by aperture.on-unreachable. Return a Uni, CompletionStage or \
                CompletableFuture, call startAsync, or run on a worker thread (@Blocking)."""
                .formatted(controlPoint);
    }

    static String refused(String controlPoint) {
        return """
                APERTURE-506: The flow at control point '%s' was refused, so its work must not run. \
                Ask shouldRun() before."""
                .formatted(controlPoint);
    }

    /** A flow ran in shadow mode only. */
    static String shadowRefusal(String controlPoint, Object reason) {
        return """
                APERTURE-509: A flow at control point '%s' would have been refused (%s), and ran \
                because the mode there is shadow. Said once for this control point."""
                .formatted(controlPoint, reason);
    }

    /** An observer that threw. */
    static String observerFailed(String observer) {
        return """
                APERTURE-510: %s, which observes flows, failed. Flows are not affected, but what it \
                reports of them may be incomplete. Said once for this observer."""
                .formatted(observer);
    }

    private static String because(@Nullable Throwable failure) {
        return failure == null ? "" : " (" + failure.getClass().getName() + ")";
    }

    /** A source of labels threw, or gave a null. */
    static String badLabels(Class<?> source, String problem) {
        return """
                APERTURE-517: The source of labels %s %s. That label is left out, and flows are \
                asked for with the others. A policy that counts by it does not limit them, so mend \
                the source. Said once."""
                .formatted(source.getName(), problem);
    }

    /** Flows have been open for long. */
    static String longHeld(String controlPoint, int count, Duration age) {
        return """
                APERTURE-518: %s%s of the control point '%s' began more than %s min ago and did not \
                end. A flow that nobody ends is held until the shutdown: close it when its work is \
                over, also when that fails. Work that does take so long is no error."""
                .formatted(count, count == 1 ? " flow" : " flows", controlPoint, age.toMinutes());
    }

    /** A shutdown timeout below zero. */
    static String negativeShutdownTimeout(Duration timeout) {
        return """
                APERTURE-519: A shutdown timeout of %s is negative. Give close() a time such as 5s, \
                or zero for no wait."""
                .formatted(timeout);
    }

    /** A builder is asked for a second flow control. */
    static String alreadyBuilt() {
        return """
                APERTURE-520: This builder has made its flow control, which closes the agent, the \
                settings and the observers that it was given. Use FlowControl.builder() again, with \
                an agent of its own, for another one.""";
    }

    /** The agent has had no decision for long. */
    static String undecided(String agent, Undecided.Reminder reminder) {
        return """
                APERTURE-521: There has been no decision of the Aperture agent at %s for %s \
                minutes: %s flows ran unprotected, and %s were refused, as aperture.on-unreachable \
                says. Said every %s minutes."""
                .formatted(
                        agent,
                        reminder.time().toMinutes(),
                        reminder.ran(),
                        reminder.refused(),
                        Undecided.PACE.toMinutes());
    }

    static String unlimited(String controlPoint, UncountedBy limiter) {
        String key = limiter.missingLabel();
        return """
                APERTURE-511: The policy '%s' (component %s) does not limit a flow at the control \
                point '%s': %s. This is said once for a control point and a policy; the metric \
                aperture.flow.unlimited counts such flows"""
                .formatted(
                        limiter.policyName(),
                        limiter.componentId(),
                        controlPoint,
                        key == null
                                ? "either the flow has no label with the policy's limit_by_label_key, or"
                                        + " the limiter passes everything through at present, as its"
                                        + " pass_through port says, or before its first signals after a"
                                        + " start. If it should limit, give every flow there that label"
                                : "the flow has no label '"
                                        + key
                                        + "', by which the limiter counts. Give every flow there that"
                                        + " label, for instance one without a value of its own by"
                                        + " aperture.labels.static."
                                        + key);
    }

    static String maxLabelLength(int length, int least) {
        return """
                APERTURE-516: The length %s is too little for the value of a label: the hash of a \
                longer value takes %s characters. Set it to %s or more"""
                .formatted(length, least, least);
    }

    /**
     * A key of baggage that baggage never sets.
     *
     * @param place the configuration key that lists it
     * @param keys the labels' keys
     * @return the text
     */
    public static String vainBaggage(String place, Set<String> keys) {
        return """
                APERTURE-512: %s lists %s, which other configuration sets or names as keys of \
                tokens or schedulers. Clients write baggage, so it never sets such a label. Remove \
                them from the list"""
                .formatted(place, String.join(", ", new TreeSet<>(keys)));
    }

    /**
     * A bean whose labels clients could set.
     *
     * @param provider the bean's class
     * @return the text
     */
    public static String undeclaredKeys(String provider) {
        return """
                APERTURE-513: No label is taken from baggage, as %s does not say which labels it \
                sets, and clients must not set them for it. Let its method keys() return their \
                keys, or leave aperture.labels.baggage empty"""
                .formatted(provider);
    }

    /**
     * A bean that cannot say its keys at present.
     *
     * @param provider the bean's class
     * @param failure what it threw
     * @return the text
     */
    public static String failedKeys(String provider, @Nullable Throwable failure) {
        return """
                APERTURE-514: The keys() of %s%s. While it does, no label is taken from baggage. \
                Let it return the same keys at any time, also outside of a request"""
                .formatted(
                        provider,
                        failure == null
                                ? " returned null"
                                : " failed with " + failure.getClass().getName());
    }

    /**
     * A bean that sets a label that it has not declared.
     *
     * @param provider the bean's class
     * @return the text
     */
    public static String undeclaredLabel(String provider) {
        return """
                APERTURE-515: %s gave a label whose key its method keys() does not return; that \
                label is left out. Add the key"""
                .formatted(provider);
    }
}
