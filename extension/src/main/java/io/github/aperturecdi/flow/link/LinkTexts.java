package io.github.aperturecdi.flow.link;

import org.jspecify.annotations.Nullable;

/**
 * The texts about the connection to an agent elsewhere, each with an id to search for. Not meant
 * for applications.
 */
public final class LinkTexts {

    private LinkTexts() {}

    /**
     * @return the agent cannot be reached any more
     */
    public static String agentLost(String address, String cause) {
        return """
                APERTURE-103: The Aperture agent at %s cannot be reached (%s). Flows are decided by \
                aperture.on-unreachable until it answers again."""
                .formatted(address, cause);
    }

    /**
     * @return the agent answers again
     */
    public static String agentBack(String address) {
        return """
                APERTURE-104: The Aperture agent at %s answers again."""
                .formatted(address);
    }

    /** A request that no agent reads. */
    static String requestTooLarge(String controlPoint, int bytes, int max) {
        return """
                APERTURE-108: A flow at control point '%s' was not asked for, because its labels \
                make a request of %s bytes, and an agent reads %s at most; the flow was refused. \
                Send fewer or smaller labels. Said once for this control point."""
                .formatted(controlPoint, bytes, max);
    }

    /** A request or a reply that somebody refused. */
    static String messageRefused(String controlPoint, String status, int max, String consequence) {
        return """
                APERTURE-109: A flow at control point '%s' got no decision (%s): its request was \
                refused on the way, or the agent's reply, which repeats the labels, has more than \
                the %s bytes that are read; %s. Send fewer or smaller labels, or look at the \
                agent's log. Said once for this control point."""
                .formatted(controlPoint, status, max, consequence);
    }

    /** A Unix socket without the transport that has them. */
    static String noUnixSockets(String address) {
        return """
                APERTURE-040: The Aperture agent's address is %s, and gRPC's OkHttp transport, \
                which can reach it, is not on the class path. Add io.grpc:grpc-okhttp, or set \
                aperture.agent.address to host:port."""
                .formatted(address);
    }

    private static String because(@Nullable Throwable failure) {
        return failure == null ? "" : " (" + failure.getClass().getName() + ")";
    }

    /** The libraries of the application cannot run the messages. */
    static String messagesDoNotWork(String protobuf, String grpc, Throwable failure) {
        return """
                APERTURE-320: No agent can be asked with the libraries of this application: found \
                %s and %s, and one message of each kind could not be made, written and read (%s). \
                Bring protobuf-java 3.25.5 or later of version 3, or 4.28 or later, and gRPC 1.69 \
                or later: a dependency or a platform sets another version."""
                .formatted(protobuf, grpc, failure);
    }

    /** The peer does not serve a method. */
    static String refused(String address, String method, String code) {
        return """
                APERTURE-321: The Aperture agent at %s does not take calls of %s (%s). None is sent \
                over this connection, except an empty one to see whether that has changed: after a \
                second, and then less and less often, up to every ten minutes. Decisions are not affected; use an agent that serves all of Aperture's \
                methods, or look for a proxy that lets only some of them pass."""
                .formatted(address, method, code);
    }

    /** An endpoint without an address. */
    static String badAddress(String address, @Nullable String why) {
        return """
                APERTURE-322: The agent's address '%s' %s. Write it as host:port, such as \
                localhost:8089 or [::1]:8089, as dns:///host:port or as unix:/path."""
                .formatted(address, why);
    }

    /** An API key that gRPC would log. */
    static String badApiKey() {
        return """
                APERTURE-323: The API key is empty, or has a line break, a blank or another \
                character that no HTTP header can carry. Copy the key again, without line breaks; \
                give null for none.""";
    }

    /** A question that the agent, or what is before it, does not accept. */
    static String notAccepted(String controlPoint, String status) {
        return """
                APERTURE-300: A flow at control point '%s' got no decision, because its question \
                was answered with %s; aperture.on-unreachable decided. Look at the agent's log, and \
                at what is between it and this application: an address, a key or a version may be \
                wrong. Metrics count such flows with aperture.reject_reason=not_accepted. Said once \
                for this control point."""
                .formatted(controlPoint, status);
    }

    /** A question that could not be put, or a reply that could not be read, by an error of ours. */
    static String notAsked(String controlPoint, Throwable error) {
        return """
                APERTURE-301: A flow at control point '%s' was refused, because the agent could not \
                be asked: %s. This is an error on this side, and the stack trace tells where. \
                Metrics count such flows with aperture.reject_reason=not_asked. Said once for this \
                control point."""
                .formatted(controlPoint, error.getClass().getName());
    }
}
