package io.github.aperturecdi.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.flow.link.AgentEndpoint;
import io.github.aperturecdi.flow.link.AgentLink;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The agent as a process of its own, started as people start it. */
final class ChildAgent implements AutoCloseable {

    private static final String LISTENING = "Aperture agent listening on ";

    private final Path errors;
    private final Process process;
    private final BufferedReader out;

    /**
     * Starts it.
     *
     * @param folder where it runs
     */
    ChildAgent(Path folder, String... arguments) throws IOException {
        errors = folder.resolve("stderr");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xshare:auto",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                AgentProcess.class.getName()));
        command.addAll(List.of(arguments));
        process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectError(errors.toFile())
                        .start();
        out = process.inputReader(StandardCharsets.UTF_8);
    }

    /** The address that it says it listens on, in its first line. */
    String address() throws IOException {
        String line = out.readLine();
        assertThat(line)
                .as("stdout, with stderr: %s", err())
                .startsWith(LISTENING)
                .contains(", policies of ");
        return line.substring(LISTENING.length(), line.indexOf(','));
    }

    AgentLink link() throws IOException {
        return AgentLink.open(new AgentEndpoint(address(), true, null));
    }

    /** Sends SIGTERM. By the handle, as the process itself would close its output as well. */
    void terminate() {
        process.toHandle().destroy();
    }

    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("has ended").isTrue();
        return process.exitValue();
    }

    /** What it has still to say on stdout until it ends. */
    String out() {
        return out.lines().collect(Collectors.joining("\n"));
    }

    String err() throws IOException {
        return Files.readString(errors);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
