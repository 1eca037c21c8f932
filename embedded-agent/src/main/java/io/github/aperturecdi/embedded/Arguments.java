package io.github.aperturecdi.embedded;

import io.github.aperturecdi.flow.spi.EmbeddedAgentProvider;
import io.github.aperturecdi.flow.spi.EmbeddedAgentProvider.Settings;
import io.github.aperturecdi.flow.spi.EmbeddedAgentProvider.Store;
import io.github.aperturecdi.flow.spi.StoreFailure;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The arguments of the process.
 *
 * @param host the name or address to listen on
 * @param port the port; 0 for a free one
 * @param settings the place of the policies, and how the agent decides; without policies only with
 *     {@code help}
 * @param help whether to print only the usage
 */
record Arguments(String host, int port, Settings settings, boolean help) {

    static final String USAGE =
            """
            Usage: AgentProcess --policies <file or folder> [--port <port>] [--host <address>] [--max-keys <number>] [--max-waiting-bytes <number>] [--faithful] [--store <address>] [--store-key-prefix <text>] [--store-on-failure <what>]
              --policies  policy file, folder of policy files, or folder of the class path
              --port      port to listen on, 0 for a free one (default 8089)
              --host      name or address to listen on (default localhost, for this machine only)
              --max-keys  label values that each limiter keeps apart (default 50000)
              --max-waiting-bytes  memory of all flows that wait (default 134217728)
              --faithful  do what Aperture's agent does, also where that is a bug
              --store     server on which several agents count together, such as redis://host:6379 (default none);
                          user and password: APERTURE_EMBEDDED_STORE_USERNAME and APERTURE_EMBEDDED_STORE_PASSWORD
              --store-key-prefix  beginning of all keys in the store (default aperture:)
              --store-on-failure  local, admit or reject while the store cannot be asked (default local)
              --help      this text""";

    private static final int DEFAULT_PORT = 8089;
    private static final int MAX_PORT = 65535;

    /**
     * Reads the arguments.
     *
     * @param environment has the user and the password of the store, which other processes of the
     *     machine must not see among the arguments
     * @throws IllegalArgumentException for an invalid argument, which the message names
     */
    static Arguments parse(String[] args, Map<String, String> environment) {
        String host = "localhost";
        int port = DEFAULT_PORT;
        String policies = "";
        int maxKeys = EmbeddedAgentProvider.DEFAULT_MAX_KEYS;
        long maxWaitingBytes = EmbeddedAgentProvider.DEFAULT_MAX_WAITING_BYTES;
        boolean faithful = false;
        String store = "";
        String keyPrefix = "aperture:";
        StoreFailure onFailure = StoreFailure.LOCAL;
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
                case "--store" -> store = value(name, rest);
                case "--store-key-prefix" -> keyPrefix = value(name, rest);
                case "--store-on-failure" -> onFailure = onFailure(name, value(name, rest));
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
        Store shared =
                store.isEmpty()
                        ? null
                        : new Store(
                                store,
                                environment.get("APERTURE_EMBEDDED_STORE_USERNAME"),
                                environment.get("APERTURE_EMBEDDED_STORE_PASSWORD"),
                                keyPrefix,
                                onFailure);
        return new Arguments(
                host,
                port,
                new Settings(policies, maxKeys, faithful, maxWaitingBytes, shared),
                help);
    }

    private static StoreFailure onFailure(String name, String text) {
        for (StoreFailure each : StoreFailure.values()) {
            if (each.name().equalsIgnoreCase(text)) {
                return each;
            }
        }
        throw new IllegalArgumentException(
                ProcessTexts.badArgument(
                        name, "is '" + text + "' and has to be local, admit or reject"));
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
