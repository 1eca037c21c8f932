package io.github.aperturecdi.flow.link;

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
}
