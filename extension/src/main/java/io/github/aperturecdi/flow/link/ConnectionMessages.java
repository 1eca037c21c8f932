package io.github.aperturecdi.flow.link;

import org.jspecify.annotations.Nullable;

/** What is said of the connection to an agent. */
final class ConnectionMessages {

    private ConnectionMessages() {}

    /**
     * @return the libraries of the application cannot run the messages
     */
    static String messagesDoNotWork(String protobuf, String grpc, Throwable failure) {
        return "APERTURE-320: No agent can be asked with the libraries of this application: found "
                + protobuf
                + " and "
                + grpc
                + ", and one message of each kind could not be made, written and read ("
                + failure
                + "). Bring protobuf-java 3.25.5 or later of version 3, or 4.28 or later, and gRPC 1.69 or later: a"
                + " dependency or a platform sets another version.";
    }

    /**
     * @return the peer does not serve a method
     */
    static String refused(String address, String method, String code) {
        return "APERTURE-321: The Aperture agent at "
                + address
                + " does not take calls of "
                + method
                + " ("
                + code
                + "). None is sent over this connection, except an empty one every ten minutes to see whether that has"
                + " changed. Decisions are not affected; use an agent that serves all of Aperture's methods, or look"
                + " for a proxy that lets only some of them pass.";
    }

    /**
     * @return an endpoint without an address
     */
    static String badAddress(String address, @Nullable String why) {
        return "APERTURE-322: The agent's address '"
                + address
                + "' "
                + why
                + ". Write it as host:port, such as localhost:8089 or [::1]:8089, as dns:///host:port or as unix:/path.";
    }

    /**
     * @return an API key that gRPC would log
     */
    static String badApiKey() {
        return "APERTURE-323: The API key is empty, or has a line break, a blank or another character that no HTTP header"
                + " can carry. Copy the key again, without line breaks; give null for none.";
    }
}
