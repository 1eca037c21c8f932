package io.github.aperturecdi.testing;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;

/** The agent as a process. The class path of the tests must have the embedded agent. */
public final class RunningAgent implements AutoCloseable {

    private final Process process;

    /** Starts the agent. It listens a while later. */
    public RunningAgent(int port, Path policies, Path log) throws IOException {
        process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "io.github.aperturecdi.embedded.AgentProcess",
                                "--port",
                                Integer.toString(port),
                                "--policies",
                                policies.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.to(log.toFile()))
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
