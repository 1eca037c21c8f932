package io.github.aperturecdi.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.link.AgentEndpoint;
import io.github.aperturecdi.flow.link.AgentLink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent as a process of its own, started as people start it. */
@Timeout(120)
class AgentProcessTest {

    @TempDir Path path;
    private ChildAgent agent;

    @AfterEach
    void stop() {
        if (agent != null) {
            agent.close();
        }
    }

    private void start(String... arguments) throws IOException {
        agent = new ChildAgent(path, arguments);
    }

    private void policies(String text) throws IOException {
        Files.writeString(Files.createDirectory(path.resolve("policies")).resolve("p.yaml"), text);
    }

    @Test
    void it_answers_until_it_is_told_to_stop_and_frees_its_port() throws Exception {
        policies(EmbeddedAgentsTest.TWO_PER_USER_AND_DAY);
        start("--port", "0", "--policies", "policies");

        String address = agent.address();

        assertThat(address).startsWith("127.0.0.1:");
        FlowRequest request = FlowRequest.at("checkout").label("user", "ann").build();
        try (AgentLink link = AgentLink.open(new AgentEndpoint(address, true, null))) {
            Duration timeout = Duration.ofSeconds(20);
            assertThat(link.check(request, timeout).type()).isEqualTo(Decision.Type.ADMITTED);
            assertThat(link.check(request, timeout).type()).isEqualTo(Decision.Type.ADMITTED);
            assertThat(link.check(request, timeout).type()).isEqualTo(Decision.Type.REJECTED);
        }
        agent.terminate();
        assertThat(agent.exitCode()).isZero();
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
        assertThat(agent.err()).isEmpty();
    }

    /** As a load balancer does every few seconds. */
    @Test
    void a_probe_of_its_port_leaves_nothing_in_its_log() throws Exception {
        policies(EmbeddedAgentsTest.TWO_PER_USER_AND_DAY);
        start("--port", "0", "--policies", "policies");
        String address = agent.address();
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));

        for (String sent : new String[] {"", "GET / HTTP/1.1\r\nHost: agent\r\n\r\n"}) {
            try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
                probe.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
                probe.shutdownOutput();
                // The agent has read all when it closes the connection.
                probe.getInputStream().readAllBytes();
            }
        }

        try (AgentLink link = AgentLink.open(new AgentEndpoint(address, true, null))) {
            FlowRequest request = FlowRequest.at("checkout").build();
            assertThat(link.check(request, Duration.ofSeconds(20)).type())
                    .isEqualTo(Decision.Type.ADMITTED);
        }
        agent.terminate();
        assertThat(agent.exitCode()).isZero();
        assertThat(agent.err()).isEmpty();
    }

    @Test
    void policies_that_cannot_be_used_are_listed() throws Exception {
        policies("circuit: {components: [{flow_control: {sampler: {}}}, 5]}");
        start("--port", "0", "--policies", "policies");

        assertThat(agent.exitCode()).isEqualTo(1);
        assertThat(agent.err())
                .startsWith("APERTURE-200: 2 errors")
                .contains("p.yaml:1: ", "'parameters'", "'5'")
                .doesNotContain("\tat ");
        assertThat(agent.out()).isEmpty();
    }

    @Test
    void a_port_in_use_is_said_clearly() throws Exception {
        policies(EmbeddedAgentsTest.TWO_PER_USER_AND_DAY);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            start("--port", Integer.toString(taken.getLocalPort()), "--policies", "policies");

            assertThat(agent.exitCode()).isEqualTo(1);
            assertThat(agent.err())
                    .startsWith("APERTURE-261")
                    .contains(Integer.toString(taken.getLocalPort()))
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void bad_arguments_end_it_with_the_usage() throws Exception {
        start("--port", "many", "--policies", "policies");

        assertThat(agent.exitCode()).isEqualTo(2);
        assertThat(agent.err()).startsWith("APERTURE-260").contains("--port", "'many'", "Usage: ");
        assertThat(agent.out()).isEmpty();
    }

    @Test
    void help_is_no_error() throws Exception {
        start("--help");

        assertThat(agent.exitCode()).isZero();
        assertThat(agent.out()).contains("Usage: ", "--policies", "--port", "--host");
        assertThat(agent.err()).isEmpty();
    }
}
