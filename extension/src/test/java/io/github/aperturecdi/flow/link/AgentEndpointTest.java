package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses that connect, those that cannot, and API keys that no header can carry. */
@Timeout(120)
class AgentEndpointTest {

    @TempDir Path folder;

    private static Decision.Type ask(String address) {
        try (AgentLink link = AgentLink.open(new AgentEndpoint(address, true, null))) {
            return link.check(FlowRequest.at("checkout").build(), Duration.ofSeconds(20)).type();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:%s", "127.0.0.1:%s", "dns:///localhost:%s"})
    void each_form_of_an_address_connects(String form) {
        try (ScriptedAgent agent = ScriptedAgent.start()) {
            assertThat(ask(String.format(form, agent.port()))).isEqualTo(Decision.Type.ADMITTED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[::1]:%s", "dns:///[::1]:%s", "[0:0:0:0:0:0:0:1]:%s", "[::1%%lo]:%s"})
    void each_form_of_an_ipv6_address_connects(String form) throws Exception {
        InetAddress loopback = InetAddress.getByName("::1");
        NetworkInterface lo = NetworkInterface.getByName("lo");
        assumeTrue(NetworkInterface.getByInetAddress(loopback) != null, "no IPv6 here");
        assumeTrue(!form.contains("lo") || lo != null, "no interface 'lo' here");
        Server server =
                OkHttpServerBuilder.forPort(
                                new InetSocketAddress(loopback, 0),
                                InsecureServerCredentials.create())
                        .addService(
                                new FlowControlServiceGrpc.FlowControlServiceImplBase() {
                                    @Override
                                    public void check(
                                            CheckRequest request,
                                            StreamObserver<CheckResponse> reply) {
                                        reply.onNext(CheckResponse.getDefaultInstance());
                                        reply.onCompleted();
                                    }
                                })
                        .build()
                        .start();
        try {
            assertThat(ask(String.format(form, server.getPort())))
                    .isEqualTo(Decision.Type.ADMITTED);
        } finally {
            server.shutdownNow().awaitTermination();
        }
    }

    /** In a JVM whose hosts file has it, as a container of a Compose file would. */
    @ParameterizedTest
    @ValueSource(strings = {"my_agent", "1agent", "agent_1.my_net"})
    void a_host_that_is_no_name_of_the_internet_connects(String host) throws Exception {
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 " + host + "\n");
        try (ScriptedAgent agent = ScriptedAgent.start()) {
            assertThat(said(hosts, host + ":" + agent.port())).isEqualTo("ADMITTED");
        }
    }

    private String said(Path hosts, String address) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-XX:TieredStopAtLevel=1",
                                        "-Djdk.net.hosts.file=" + hosts,
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        Opening.class.getName(),
                                        address))
                        .redirectError(folder.resolve("stderr").toFile())
                        .start();
        try (InputStream out = process.getInputStream()) {
            return new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
        } finally {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, host:port",
        "localhost:0, port from 1",
        "localhost:65536, port from 1",
        "::1:8089, without brackets",
        "dns:localhost:8089, is not host:port",
        "[::1], host:port",
        "[::g]:8089, host:port",
        "[1:2]:8089, no IPv6 address",
        "[::1%]:8089, host:port",
        ":8089, no host",
        "my agent:8089, letters",
        "-agent:8089, letters",
        "user@agent:8089, letters",
        "a..b:8089, letters",
        "münchen:8089, letters",
        "http://agent:8089, URL",
        "unix:agent.sock, absolute path"
    })
    void an_address_that_cannot_be_one_is_refused_with_the_reason(String address, String why) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new AgentEndpoint(address, true, null))
                .withMessageContaining("APERTURE-309")
                .withMessageContaining("'" + address + "'")
                .withMessageContaining(why);
    }

    /** Such a path would be an agent that is away, for good. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "ä"})
    void a_path_that_no_socket_can_have_is_refused(String letter) {
        String longest = "unix:/" + "x".repeat(105);
        assertThat(new AgentEndpoint(longest, true, null).address()).isEqualTo(longest);
        String path = "unix:/" + "x".repeat(105 - letter.length()) + "x" + letter;
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new AgentEndpoint(path, true, null))
                .withMessageContaining("APERTURE-309")
                .withMessageContaining("more than 106 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3cret\n",
                "s3cret\r\n",
                "\ns3cret",
                "s3\tcret",
                "s3 cret",
                "s3crét",
                "s3cret\0",
                ""
            })
    void an_api_key_that_no_header_can_carry_is_refused_and_not_shown(String key) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new AgentEndpoint("localhost:8089", true, key))
                .withMessageContaining("APERTURE-310")
                .satisfies(e -> assertThat(e.toString()).doesNotContain("s3"));
    }

    @Test
    void an_endpoint_shows_no_key() {
        assertThat(new AgentEndpoint("localhost:8089", true, "s3cret").toString())
                .doesNotContain("s3cret");
    }
}
