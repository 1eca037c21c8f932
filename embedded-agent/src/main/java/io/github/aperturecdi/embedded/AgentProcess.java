package io.github.aperturecdi.embedded;

import io.github.aperturecdi.embedded.internal.engine.Engine;
import io.github.aperturecdi.embedded.internal.policy.LivePolicies;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.logging.Logger;

/**
 * Runs the agent as a separate process, for development and tests: {@code --port 8089 --policies
 * folder}. The process follows its policy files, and prints a summary of the flows from their
 * spans. On a stop signal it refuses waiting flows, answers the running calls and ends within a few
 * seconds.
 *
 * <p>Exit codes: 0 after a signal such as SIGTERM, and after {@code --help}; 1 when the policies,
 * the store or the address cannot be used; 2 for bad arguments.
 */
public final class AgentProcess {

    private static final int CANNOT_RUN = 1;
    private static final int BAD_ARGUMENTS = 2;

    private static final Duration SUMMARY_INTERVAL = Duration.ofMinutes(1);

    /**
     * Logs a stack trace for each connection that does not speak HTTP/2, such as a probe of the
     * port. The field keeps the logger: the JVM would forget it, and its filter.
     */
    private static final Logger TRANSPORT =
            Logger.getLogger("io.grpc.okhttp.OkHttpServerTransport");

    private AgentProcess() {}

    /**
     * Runs until the process is stopped.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        TRANSPORT.setFilter(logged -> !(logged.getThrown() instanceof IOException));
        int code = run(args, System.out, System.err);
        if (code != 0) {
            System.exit(code);
        }
    }

    private static int run(String[] args, PrintStream out, PrintStream err) {
        Arguments arguments;
        try {
            arguments = Arguments.parse(args, System.getenv());
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.println(Arguments.USAGE);
            return BAD_ARGUMENTS;
        }
        if (arguments.help()) {
            out.println(Arguments.USAGE);
            return 0;
        }
        ClassLoader loader = AgentProcess.class.getClassLoader();
        LivePolicies live;
        Engine engine;
        try {
            live = LivePolicies.open(arguments.settings().policies(), loader);
            engine = EmbeddedAgents.engine(arguments.settings(), live, loader);
        } catch (IllegalArgumentException e) {
            // The policies or the store cannot be used. A later exception of this type is a defect,
            // and its stack trace is needed.
            err.println(e.getMessage());
            return CANNOT_RUN;
        }
        try (live;
                engine) {
            serve(arguments, live, engine, out);
            return 0;
        } catch (IOException e) {
            err.println(ProcessTexts.cannotListen(arguments.host() + ":" + arguments.port(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return CANNOT_RUN;
    }

    private static void serve(
            Arguments arguments, LivePolicies live, Engine engine, PrintStream out)
            throws IOException, InterruptedException {
        try (AgentServer server = AgentServer.start(engine, address(arguments))) {
            live.watch(engine::replace);
            Thread stop = new Thread(() -> stop(server, engine, out), "aperture-agent-stop");
            Runtime.getRuntime().addShutdownHook(stop);
            try {
                out.println(
                        ProcessTexts.listening(
                                server.target(), arguments.settings().policies(), engine.store()));
                while (!server.awaitClosed(SUMMARY_INTERVAL)) {
                    server.summaryIfChanged().ifPresent(out::println);
                }
            } catch (InterruptedException e) {
                // An interrupt and not a signal ends the process, so the exit code is not 0.
                Runtime.getRuntime().removeShutdownHook(stop);
                throw e;
            }
        }
    }

    private static void stop(AgentServer server, Engine engine, PrintStream out) {
        server.close();
        engine.close();
        server.summaryIfChanged().ifPresent(out::println);
        out.flush();
        // A signal ends this process normally. Without this call, the JVM would exit with the
        // signal's number.
        Runtime.getRuntime().halt(0);
    }

    private static InetSocketAddress address(Arguments arguments) throws UnknownHostException {
        // Resolves the name first, as an unresolved address would fail with a less helpful
        // error.
        return new InetSocketAddress(InetAddress.getByName(arguments.host()), arguments.port());
    }
}
