package io.github.aperturecdi.flow;

import io.github.aperturecdi.flow.spi.UncountedBy;
import java.time.Duration;

/** The messages about flows, flow controls and the labels of a flow. Ids: 500 to 589. */
final class FlowTexts {

    private FlowTexts() {}

    static String blankControlPoint() {
        return """
                APERTURE-500: The control point of a flow is blank. Policies select flows by this \
                name, so an agent would admit every such flow. Give the control point a name.""";
    }

    static String timeoutNotPositive(Duration timeout) {
        return """
                APERTURE-501: The timeout %s is not positive, so no agent could answer in time. \
                Set a time such as 200ms."""
                .formatted(timeout);
    }

    static String timeToLiveNotPositive(Duration timeToLive) {
        return """
                APERTURE-503: The time to live %s of a cached value is not positive. An agent \
                would read 0 as 7 days. Set a time such as 10m."""
                .formatted(timeToLive);
    }

    static String noCurrentFlow() {
        return """
                APERTURE-504: There is no flow on this thread. Call Flow.current() in the body of \
                a controlled method, on the thread that runs it.""";
    }

    static String noResultCacheKey(String controlPoint) {
        return """
                APERTURE-505: The flow at control point '%s' has no result cache key. Give its \
                request one with resultCacheKey()."""
                .formatted(controlPoint);
    }

    static String refused(String controlPoint) {
        return """
                APERTURE-506: The flow at control point '%s' was refused, so its work must not \
                run. Call shouldRun() first."""
                .formatted(controlPoint);
    }

    static String notOnEventLoop(String controlPoint) {
        return """
                APERTURE-507: A flow at control point '%s' was started on an event loop, which \
                must not wait for the agent. The method is synchronous, returns a CompletionStage \
                class of its own, or calls FlowControl.start. No check is sent for these flows; \
                aperture.on-unreachable decides. Return a Uni, CompletionStage or \
                CompletableFuture, call startAsync, or run on a worker thread (@Blocking)."""
                .formatted(controlPoint);
    }

    static String harmfulTokens(String key, String controlPoint) {
        return """
                APERTURE-508: The label '%s' of a flow at control point '%s' is negative or not \
                finite. As a number of tokens it would harm the agent's counters, so the label is \
                left out. Send a number of 0 or more, or take the key out of \
                aperture.labels.token-keys."""
                .formatted(key, controlPoint);
    }

    static String shadowRefusal(String controlPoint, Object reason) {
        return """
                APERTURE-509: A flow at control point '%s' would have been refused (%s). It ran \
                because the mode there is shadow. Logged once for this control point."""
                .formatted(controlPoint, reason);
    }

    static String observerFailed(String observer) {
        return """
                APERTURE-510: The flow observer %s failed. Flows are not affected, but what the \
                observer reports may be incomplete. Correct the observer. Logged once for this \
                observer."""
                .formatted(observer);
    }

    static String unlimited(String controlPoint, UncountedBy limiter) {
        String key = limiter.missingLabel();
        return """
                APERTURE-511: The policy '%s' (component %s) does not limit a flow at control point \
                '%s': %s. Logged once for each control point and policy; the metric \
                aperture.flow.unlimited counts such flows."""
                .formatted(
                        limiter.policyName(),
                        limiter.componentId(),
                        controlPoint,
                        key == null ? NO_LABEL_OR_PASSED_THROUGH : missing(key));
    }

    /** A real agent does not say which of these it was. */
    private static final String NO_LABEL_OR_PASSED_THROUGH =
            """
            either the flow lacks the label of the policy's limit_by_label_key, or the limiter \
            passes every flow through at present, because of its pass_through port or because its \
            first signals have not arrived yet. To limit these flows, give each of them that label""";

    private static String missing(String key) {
        return """
                the flow lacks the label '%s', by which the limiter counts. Give every flow there \
                that label. aperture.labels.static.%s sets a value for flows without one of their own"""
                .formatted(key, key);
    }

    static String maxLabelLength(int length, int least) {
        return """
                APERTURE-516: The length %s is too small for the value of a label: the hash of a \
                longer value takes %s characters. Set it to %s or more."""
                .formatted(length, least, least);
    }

    static String badLabels(Class<?> source, String problem) {
        return """
                APERTURE-517: The source of labels %s %s. Its label is left out, and the check is \
                sent with the other labels. A policy that counts by the missing label does not \
                limit these flows, so correct the source. Logged once."""
                .formatted(source.getName(), problem);
    }

    static String longHeld(String controlPoint, int count, Duration age) {
        return """
                APERTURE-518: %s%s at control point '%s' began more than %s min ago and did not \
                end. A flow without an end stays in memory until the shutdown. Close each flow \
                when its work is over, also when the work fails. If the work does take that long, \
                there is nothing to correct."""
                .formatted(count, count == 1 ? " flow" : " flows", controlPoint, age.toMinutes());
    }

    static String negativeShutdownTimeout(Duration timeout) {
        return """
                APERTURE-519: The shutdown timeout %s is negative. Give close() a time such as 5s, \
                or zero for no wait."""
                .formatted(timeout);
    }

    static String alreadyBuilt() {
        return """
                APERTURE-520: This builder has already built its flow control, which closes the \
                agent, the settings and the observers of the builder. Call FlowControl.builder() \
                again, with another agent, for another flow control.""";
    }

    static String ended(String controlPoint) {
        return """
                APERTURE-522: The flow at control point '%s' has ended, so work that runs now would \
                be under no limit. Start a flow for each attempt."""
                .formatted(controlPoint);
    }

    static String undecided(String agent, Undecided.Reminder reminder) {
        return """
                APERTURE-521: The Aperture agent at %s has made no decision for %s minutes. By \
                aperture.on-unreachable, %s flows ran unprotected and %s were refused. Check the \
                agent and the way to it. Logged every %s minutes."""
                .formatted(
                        agent,
                        reminder.time().toMinutes(),
                        reminder.ran(),
                        reminder.refused(),
                        Undecided.PACE.toMinutes());
    }
}
