package io.github.aperturecdi.embedded;

import io.github.aperturecdi.flow.spi.EmbeddedAgentProvider;
import java.util.Iterator;
import java.util.List;

/**
 * The arguments of the process.
 *
 * @param host the name or address to listen on
 * @param port the port; 0 for a free one
 * @param policies the place of the policies; empty only with {@code help}
 * @param maxKeys how many label values each limiter keeps apart
 * @param faithful whether the agent behaves like Aperture's agent, including its bugs
 * @param help whether to print only the usage
 */
record Arguments(
        String host,
        int port,
        String policies,
        int maxKeys,
        long maxWaitingBytes,
        boolean faithful,
        boolean help) {

    static final String USAGE =
            """
            Usage: AgentProcess --policies <file or folder> [--port <port>] [--host <address>] [--max-keys <number>] [--max-waiting-bytes <number>] [--faithful]
              --policies  policy file, folder of policy files, or folder of the class path
              --port      port to listen on, 0 for a free one (default 8089)
              --host      name or address to listen on (default localhost, for this machine only)
              --max-keys  label values that each limiter keeps apart (default 50000)
              --max-waiting-bytes  memory of all flows that wait (default 134217728)
              --faithful  do what Aperture's agent does, also where that is a bug
              --help      this text""";

    private static final int DEFAULT_PORT = 8089;
    private static final int MAX_PORT = 65535;

    /**
     * Reads the arguments.
     *
     * @throws IllegalArgumentException for an invalid argument, which the message names
     */
    static Arguments parse(String[] args) {
        String host = "localhost";
        int port = DEFAULT_PORT;
        String policies = "";
        int maxKeys = EmbeddedAgentProvider.DEFAULT_MAX_KEYS;
        long maxWaitingBytes = EmbeddedAgentProvider.DEFAULT_MAX_WAITING_BYTES;
        boolean faithful = false;
        boolean help = false;
        for (Iterator<String> rest = List.of(args).iterator(); rest.hasNext(); ) {
            String name = rest.next();
            switch (name) {
                case "--host" -> host = value(name, rest);
                case "--port" -> port = (int) number(name, value(name, rest), 0, MAX_PORT);
                case "--policies" -> policies = value(name, rest);
                case "--max-keys" ->
                        maxKeys = (int) number(name, value(name, rest), 1, Integer.MAX_VALUE);
                case "--max-waiting-bytes" ->
                        maxWaitingBytes = number(name, value(name, rest), 1, Long.MAX_VALUE);
                case "--faithful" -> faithful = true;
                case "--help", "-h" -> help = true;
                default ->
                        throw new IllegalArgumentException(
                                ProcessTexts.badArgument(name, "is not known"));
            }
        }
        if (policies.isBlank() && !help) {
            throw new IllegalArgumentException(
                    ProcessTexts.badArgument("--policies", "is missing"));
        }
        return new Arguments(host, port, policies, maxKeys, maxWaitingBytes, faithful, help);
    }

    private static String value(String name, Iterator<String> rest) {
        String value = rest.hasNext() ? rest.next() : "";
        if (value.isBlank() || value.startsWith("--")) {
            throw new IllegalArgumentException(ProcessTexts.badArgument(name, "needs a value"));
        }
        return value;
    }

    private static long number(String name, String text, long least, long most) {
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The code below reports this like a number that is out of bounds.
        }
        throw new IllegalArgumentException(
                ProcessTexts.badArgument(
                        name,
                        "is '" + text + "' and has to be a number from " + least + " to " + most));
    }
}
