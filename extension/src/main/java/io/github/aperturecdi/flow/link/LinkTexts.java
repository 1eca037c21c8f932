package io.github.aperturecdi.flow.link;

import org.jspecify.annotations.Nullable;

/** The messages about the connection to an agent. Ids: 300 to 399. */
final class LinkTexts {

    private LinkTexts() {}

    static String notAccepted(String controlPoint, String status) {
        return """
                APERTURE-300: The check of a flow at control point '%s' was answered with %s, \
                which is no decision; aperture.on-unreachable decided. An address, a key or a \
                version may be wrong: look at the agent's log, and at the proxies on the way to \
                it. Metrics count such flows with aperture.reject_reason=not_accepted. Logged once \
                for this control point."""
                .formatted(controlPoint, status);
    }

    /**
     * The error is in this library, in gRPC or in protobuf: the request could not be sent, or its
     * reply not be read.
     */
    static String notAsked(String controlPoint, Throwable error) {
        return """
                APERTURE-301: A flow at control point '%s' was refused, because an error in this \
                process prevented the check: %s. The stack trace shows where. Metrics count such \
                flows with aperture.reject_reason=not_asked. Logged once for this control point."""
                .formatted(controlPoint, error.getClass().getName());
    }

    static String noUnixSockets(String address) {
        return """
                APERTURE-302: The address of the Aperture agent is %s. Only gRPC's OkHttp \
                transport can reach it, and that is not on the class path. Add \
                io.grpc:grpc-okhttp, or set aperture.agent.address to host:port."""
                .formatted(address);
    }

    static String agentLost(String address, String cause) {
        return """
                APERTURE-303: The Aperture agent at %s cannot be reached (%s). Until it answers \
                again, aperture.on-unreachable decides."""
                .formatted(address, cause);
    }

    static String agentBack(String address) {
        return """
                APERTURE-304: The Aperture agent at %s answers again."""
                .formatted(address);
    }

    static String requestTooLarge(String controlPoint, int bytes, int max) {
        return """
                APERTURE-305: A flow at control point '%s' was refused without a check. Its labels \
                make a request of %s bytes, and an agent reads %s at most. Send fewer or smaller \
                labels. Logged once for this control point."""
                .formatted(controlPoint, bytes, max);
    }

    static String messageRefused(String controlPoint, String status, int max, String consequence) {
        return """
                APERTURE-306: The check of a flow at control point '%s' brought no decision (%s): \
                the agent or a proxy refused the request, or the agent's reply, which repeats the \
                labels, exceeds the limit of %s bytes; %s. Send fewer or smaller labels, or look \
                at the agent's log. Logged once for this control point."""
                .formatted(controlPoint, status, max, consequence);
    }

    static String librariesDoNotWork(String protobuf, String grpc, Throwable failure) {
        return """
                APERTURE-307: The libraries of this application cannot talk to an agent. Found %s \
                and %s; a channel could not be opened, or a test message not be built, written and \
                read (%s). A dependency or a platform sets these versions. Use protobuf-java \
                3.25.5 or later of version 3, or 4.28 or later, and gRPC 1.69 or later, the same \
                for all of its artifacts. If the application needs its own versions, use the \
                artifact aperture-cdi-all, which contains what it needs."""
                .formatted(protobuf, grpc, failure);
    }

    static String refused(String address, String method, String code) {
        return """
                APERTURE-308: The Aperture agent at %s does not take calls of %s (%s). This \
                connection sends only an empty one, after a second and then less often, up to \
                every ten minutes, to see whether the agent takes them now. Decisions are not affected. Use an agent that \
                serves all of Aperture's methods, or find the proxy that blocks some of them."""
                .formatted(address, method, code);
    }

    static String badAddress(String address, @Nullable String why) {
        return """
                APERTURE-309: The agent's address '%s' %s. Write it as host:port, such as \
                localhost:8089 or [::1]:8089, as dns:///host:port or as unix:/path."""
                .formatted(address, why);
    }

    static String badApiKey() {
        return """
                APERTURE-310: The API key is empty, or contains a line break, a space or another \
                character that an HTTP header cannot carry. Copy the key again, without line \
                breaks; pass null to send no key.""";
    }
}
