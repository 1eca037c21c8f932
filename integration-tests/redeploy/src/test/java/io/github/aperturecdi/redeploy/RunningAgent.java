package io.github.aperturecdi.redeploy;

import io.github.aperturecdi.embedded.AgentProcess;
import io.github.aperturecdi.testing.ScriptedAgent;
import java.io.IOException;
import java.nio.file.Path;

/** The agent as a process, with the policies of the application. */
final class RunningAgent implements AutoCloseable {

    private final int port = ScriptedAgent.freePort();

    private final Process process;

    RunningAgent() throws IOException {
        process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                AgentProcess.class.getName(),
                                "--port",
                                Integer.toString(port),
                                "--policies",
                                Path.of("src", "main", "resources", "META-INF", "aperture")
                                        .toString())
                        .redirectErrorStream(true)
                        .redirectOutput(Path.of("target", "agent.log").toFile())
                        .start();
    }

    String address() {
        return "localhost:" + port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
