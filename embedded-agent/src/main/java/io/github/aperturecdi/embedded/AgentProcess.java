package io.github.aperturecdi.embedded;

import io.github.aperturecdi.embedded.engine.Engine;
import io.github.aperturecdi.embedded.engine.EngineSettings;
import io.github.aperturecdi.embedded.policy.LivePolicies;
import io.github.aperturecdi.embedded.policy.PolicyException;
import io.github.aperturecdi.flow.spi.Ticker;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * The agent as a process of its own, for development and tests: {@code --port 8089 --policies
 * folder}. Stops when it is told to by a signal.
 *
 * <p>Exit codes: the JVM's own after a signal (143 for SIGTERM), 0 after {@code --help}, 1 when the
 * policies or the address cannot be used, 2 for bad arguments.
 */
public final class AgentProcess {

    private static final int CANNOT_RUN = 1;
    private static final int BAD_ARGUMENTS = 2;

    private AgentProcess() {}

    /**
     * Runs until the process is stopped.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        int code = run(args, System.out, System.err);
        if (code != 0) {
            System.exit(code);
        }
    }

    private static int run(String[] args, PrintStream out, PrintStream err) {
        Arguments arguments;
        try {
            arguments = Arguments.parse(args);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.println(Arguments.USAGE);
            return BAD_ARGUMENTS;
        }
        if (arguments.help()) {
            out.println(Arguments.USAGE);
            return 0;
        }
        try {
            serve(arguments, out);
            return 0;
        } catch (PolicyException e) {
            err.println(e.getMessage());
        } catch (IOException e) {
            err.println(ProcessTexts.cannotListen(arguments.host() + ":" + arguments.port(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return CANNOT_RUN;
    }

    private static void serve(Arguments arguments, PrintStream out)
            throws IOException, InterruptedException {
        LivePolicies live =
                LivePolicies.open(arguments.policies(), AgentProcess.class.getClassLoader());
        EngineSettings settings =
                EngineSettings.DEFAULT
                        .withMaxKeys(arguments.maxKeys())
                        .withFaithful(arguments.faithful());
        Engine engine = new Engine(live.policies(), settings, Ticker.SYSTEM);
        InetSocketAddress address = address(arguments);
        try (live;
                AgentServer server = AgentServer.start(engine, address)) {
            live.watch(engine::replace);
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "aperture-agent-stop"));
            out.println(ProcessTexts.listening(server.target(), arguments.policies()));
            server.awaitClosed();
        }
    }

    private static InetSocketAddress address(Arguments arguments) throws UnknownHostException {
        // The name first: an unresolved address would fail with a less telling error.
        return new InetSocketAddress(InetAddress.getByName(arguments.host()), arguments.port());
    }
}
