package io.github.aperturecdi.shop;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;

/** An agent as a process of its own, with the shop's policies. */
final class RunningAgent implements AutoCloseable {

    static final String POLICIES = "src/main/resources/META-INF/aperture";

    private final Process process;

    RunningAgent(int port) throws IOException {
        process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "io.github.aperturecdi.embedded.AgentProcess",
                                "--port",
                                Integer.toString(port),
                                "--policies",
                                POLICIES)
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(new File("target/agent.log")))
                        .start();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** At once, as a crash does it. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
