package io.github.aperturecdi.flow;

import io.github.aperturecdi.flow.spi.UncountedBy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The texts about flows and flow controls, each with an id to search for. Not meant for
 * applications.
 */
final class FlowTexts {

    private FlowTexts() {}

    /** A control point is blank. */
    static String blankControlPoint() {
        return """
                APERTURE-001: The control point of a flow is blank. Policies select flows by this \
                name, so an agent would admit every such flow. Name it.""";
    }

    /** A timeout in which no agent could answer. */
    static String timeoutNotPositive(Duration timeout) {
        return """
                APERTURE-002: A decision's timeout of %s is not positive: no agent could answer in \
                it. Give it a time such as 200ms."""
                .formatted(timeout);
    }

    /** A time to live that an agent would misread. */
    static String timeToLiveNotPositive(Duration timeToLive) {
        return """
                APERTURE-009: A cached value's time to live of %s is not positive; an agent would \
                take 0 for 7 days. Give it a time such as 10m."""
                .formatted(timeToLive);
    }

    /** A flow was asked for where there is none. */
    static String noCurrentFlow() {
        return """
                APERTURE-010: There is no flow on this thread. Flow.current() is for the body of a \
                controlled method, on the thread that runs it.""";
    }

    /** No result key. */
    static String noResultCacheKey(String controlPoint) {
        return """
                APERTURE-011: The flow at control point '%s' has no result cache key. Give its \
                request one with resultCacheKey()."""
                .formatted(controlPoint);
    }

    /** A number of tokens that would do harm at the agent. */
    static String harmfulTokens(String key, String controlPoint) {
        return """
                APERTURE-106: The label '%s' of a flow at control point '%s' is negative or not \
                finite. As a number of tokens it would do harm at the agent, so it is left out. \
                Send a number of 0 or more, or take the key out of aperture.labels.token-keys."""
                .formatted(key, controlPoint);
    }

    /** A flow that must not wait for its decision. */
    static String notOnEventLoop(String controlPoint) {
        return """
                APERTURE-105: A flow at control point '%s' was started on an event loop, which must \
                not wait for the agent, by a method that is synchronous or returns a \
                CompletionStage of its own kind, or by FlowControl.start. Such flows are not asked \
                for, and decided by aperture.on-unreachable. Return a Uni, CompletionStage or \
                CompletableFuture, call startAsync, or run on a worker thread (@Blocking)."""
                .formatted(controlPoint);
    }

    static String refused(String controlPoint) {
        return """
                APERTURE-018: The flow at control point '%s' was refused, so its work must not run. \
                Ask shouldRun() before."""
                .formatted(controlPoint);
    }

    /** A flow ran in shadow mode only. */
    static String shadowRefusal(String controlPoint, Object reason) {
        return """
                APERTURE-121: A flow at control point '%s' would have been refused (%s), and ran \
                because the mode there is shadow. Said once for this control point."""
                .formatted(controlPoint, reason);
    }

    /** An observer that threw. */
    static String observerFailed(String observer) {
        return """
                APERTURE-123: %s, which observes flows, failed. Flows are not affected, but what it \
                reports of them may be incomplete. Said once for this observer."""
                .formatted(observer);
    }

    private static String because(@Nullable Throwable failure) {
        return failure == null ? "" : " (" + failure.getClass().getName() + ")";
    }

    /** A source of labels threw, or gave a null. */
    static String badLabels(Class<?> source, String problem) {
        return """
                APERTURE-420: The source of labels %s %s. That label is left out, and flows are \
                asked for with the others. A policy that counts by it does not limit them, so mend \
                the source. Said once."""
                .formatted(source.getName(), problem);
    }

    /** Flows have been open for long. */
    static String longHeld(String controlPoint, int count, Duration age) {
        return """
                APERTURE-421: %s%s of the control point '%s' began more than %s min ago and did not \
                end. A flow that nobody ends is held until the shutdown: close it when its work is \
                over, also when that fails. Work that does take so long is no error."""
                .formatted(count, count == 1 ? " flow" : " flows", controlPoint, age.toMinutes());
    }

    /** A shutdown timeout below zero. */
    static String negativeShutdownTimeout(Duration timeout) {
        return """
                APERTURE-425: A shutdown timeout of %s is negative. Give close() a time such as 5s, \
                or zero for no wait."""
                .formatted(timeout);
    }

    /** A builder is asked for a second flow control. */
    static String alreadyBuilt() {
        return """
                APERTURE-426: This builder has made its flow control, which closes the agent, the \
                settings and the observers that it was given. Use FlowControl.builder() again, with \
                an agent of its own, for another one.""";
    }

    /** The agent has had no decision for long. */
    static String undecided(String agent, Undecided.Reminder reminder) {
        return """
                APERTURE-427: There has been no decision of the Aperture agent at %s for %s \
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
                APERTURE-340: The policy '%s' (component %s) does not limit a flow at the control \
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
                APERTURE-345: The length %s is too little for the value of a label: the hash of a \
                longer value takes %s characters. Set it to %s or more"""
                .formatted(length, least, least);
    }
}
