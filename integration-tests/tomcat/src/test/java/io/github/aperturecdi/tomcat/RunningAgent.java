package io.github.aperturecdi.tomcat;

import io.github.aperturecdi.embedded.AgentProcess;
import io.github.aperturecdi.testing.ScriptedAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The agent as a process, with a limit that is never reached. */
final class RunningAgent implements AutoCloseable {

    static final int PORT = ScriptedAgent.freePort();

    private static final String POLICY =
            """
            circuit:
              components:
                - flow_control:
                    rate_limiter:
                      selectors: [{control_point: work}]
                      in_ports:
                        bucket_capacity: {constant_signal: {value: 1000000}}
                        fill_amount: {constant_signal: {value: 1000000}}
                      parameters: {interval: 1s}
            """;

    private final Process process;

    RunningAgent(Path folder) throws IOException {
        Path policy = Files.writeString(folder.resolve("work.yaml"), POLICY);
        process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                AgentProcess.class.getName(),
                                "--port",
                                Integer.toString(PORT),
                                "--policies",
                                policy.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("agent.log").toFile())
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    boolean isRunning() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
