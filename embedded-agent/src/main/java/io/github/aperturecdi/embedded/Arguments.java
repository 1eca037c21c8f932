package io.github.aperturecdi.embedded;

import io.github.aperturecdi.embedded.policy.Messages;
import java.util.Iterator;
import java.util.List;

/**
 * The arguments of the process.
 *
 * @param host the name or address to listen on
 * @param port the port; 0 for a free one
 * @param policies where the policies are; empty only with help
 * @param help whether only the usage is asked for
 */
record Arguments(String host, int port, String policies, boolean help) {

    static final String USAGE =
            """
            Usage: AgentProcess --policies <file or folder> [--port <port>] [--host <address>]
              --policies  policy file, folder of policy files, or folder of the class path
              --port      port to listen on, 0 for a free one (default 8089)
              --host      name or address to listen on (default localhost, for this machine only)
              --help      this text""";

    private static final int DEFAULT_PORT = 8089;
    private static final int MAX_PORT = 65535;

    /**
     * Reads the arguments.
     *
     * @throws IllegalArgumentException for what cannot be used; the message says it
     */
    static Arguments parse(String[] args) {
        String host = "localhost";
        int port = DEFAULT_PORT;
        String policies = "";
        boolean help = false;
        for (Iterator<String> rest = List.of(args).iterator(); rest.hasNext(); ) {
            String name = rest.next();
            switch (name) {
                case "--host" -> host = value(name, rest);
                case "--port" -> port = port(value(name, rest));
                case "--policies" -> policies = value(name, rest);
                case "--help", "-h" -> help = true;
                default ->
                        throw new IllegalArgumentException(
                                Messages.badArgument(name, "is not known"));
            }
        }
        if (policies.isBlank() && !help) {
            throw new IllegalArgumentException(Messages.badArgument("--policies", "is missing"));
        }
        return new Arguments(host, port, policies, help);
    }

    private static String value(String name, Iterator<String> rest) {
        String value = rest.hasNext() ? rest.next() : "";
        if (value.isBlank() || value.startsWith("--")) {
            throw new IllegalArgumentException(Messages.badArgument(name, "needs a value"));
        }
        return value;
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below, like a number that is none of a port.
        }
        throw new IllegalArgumentException(
                Messages.badArgument(
                        "--port", "is '" + text + "' and has to be a number from 0 to 65535"));
    }
}
