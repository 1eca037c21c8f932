package io.github.aperturecdi.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.link.AgentEndpoint;
import io.github.aperturecdi.flow.link.AgentLink;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent as a process of its own, started as people start it. */
@Timeout(120)
class AgentProcessTest {

    private static final String LISTENING = "Aperture agent listening on ";

    @TempDir Path path;
    private Process process;

    @AfterEach
    void stop() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        }
    }

    private void start(String... arguments) throws IOException {
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
                        .directory(path.toFile())
                        .redirectError(path.resolve("stderr").toFile())
                        .start();
    }

    private int exitCode() throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("has ended").isTrue();
        return process.exitValue();
    }

    private String out() throws IOException {
        try (InputStream out = process.getInputStream()) {
            return new String(out.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String err() throws IOException {
        return Files.readString(path.resolve("stderr"));
    }

    /** The address that the process says it listens on. */
    private String address() throws IOException {
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        assertThat(line).as("stdout, with stderr: %s", err()).startsWith(LISTENING);
        assertThat(line).endsWith(", policies of policies");
        return line.substring(LISTENING.length(), line.indexOf(','));
    }

    private void policies(String text) throws IOException {
        Files.writeString(Files.createDirectory(path.resolve("policies")).resolve("p.yaml"), text);
    }

    @Test
    void it_answers_until_it_is_told_to_stop_and_frees_its_port() throws Exception {
        policies(EmbeddedAgentsTest.TWO_PER_USER_AND_DAY);
        start("--port", "0", "--policies", "policies");

        String address = address();

        assertThat(address).startsWith("127.0.0.1:");
        FlowRequest request = FlowRequest.at("checkout").label("user", "ann").build();
        try (AgentLink link = AgentLink.open(new AgentEndpoint(address, true, null))) {
            Duration timeout = Duration.ofSeconds(20);
            assertThat(link.check(request, timeout).type()).isEqualTo(Decision.Type.ADMITTED);
            assertThat(link.check(request, timeout).type()).isEqualTo(Decision.Type.ADMITTED);
            assertThat(link.check(request, timeout).type()).isEqualTo(Decision.Type.REJECTED);
        }
        process.destroy();
        // A JVM that a signal ends says so: 128 + SIGTERM.
        assertThat(exitCode()).isIn(0, 143);
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
        assertThat(err()).isEmpty();
    }

    @Test
    void policies_that_cannot_be_used_are_listed() throws Exception {
        policies("circuit: {components: [{flow_control: {sampler: {}}}, 5]}");
        start("--port", "0", "--policies", "policies");

        assertThat(exitCode()).isEqualTo(1);
        assertThat(err())
                .startsWith("APERTURE-200: 2 errors")
                .contains("p.yaml:1: ", "'parameters'", "'5'")
                .doesNotContain("\tat ");
        assertThat(out()).isEmpty();
    }

    @Test
    void a_port_in_use_is_said_clearly() throws Exception {
        policies(EmbeddedAgentsTest.TWO_PER_USER_AND_DAY);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            start("--port", Integer.toString(taken.getLocalPort()), "--policies", "policies");

            assertThat(exitCode()).isEqualTo(1);
            assertThat(err())
                    .startsWith("APERTURE-261")
                    .contains(Integer.toString(taken.getLocalPort()))
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void bad_arguments_end_it_with_the_usage() throws Exception {
        start("--port", "many", "--policies", "policies");

        assertThat(exitCode()).isEqualTo(2);
        assertThat(err()).startsWith("APERTURE-260").contains("--port", "'many'", "Usage: ");
        assertThat(out()).isEmpty();
    }

    @Test
    void help_is_no_error() throws Exception {
        start("--help");

        assertThat(exitCode()).isZero();
        assertThat(out()).contains("Usage: ", "--policies", "--port", "--host");
        assertThat(err()).isEmpty();
    }
}
