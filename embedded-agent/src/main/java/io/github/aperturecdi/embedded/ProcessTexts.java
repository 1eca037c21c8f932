package io.github.aperturecdi.embedded;

/** The messages of the agent's process and of its gRPC service. Ids: 260 to 269. */
final class ProcessTexts {

    private ProcessTexts() {}

    /** The line that the process prints when it is ready. Scripts wait for it, so it has no id. */
    static String listening(String address, String policies) {
        return "Aperture agent listening on " + address + ", policies of " + policies;
    }

    static String badArgument(String argument, String problem) {
        return """
                APERTURE-260: The argument '%s' %s. See the usage below."""
                .formatted(argument, problem);
    }

    static String cannotListen(String address, Exception cause) {
        return """
                APERTURE-261: The agent cannot listen on %s (%s). If the port is in use, choose \
                another one with --port."""
                .formatted(address, cause.getMessage());
    }

    static String tooLarge(int bytes, int most) {
        return """
                APERTURE-262: The request has %s bytes, and an Aperture agent takes at most %s. \
                Send fewer or shorter labels, or smaller cache values."""
                .formatted(bytes, most);
    }
}
