package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.github.aperturecdi.testing.TestCertificates;
import io.grpc.TlsServerCredentials;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The link over a Unix socket, as a sidecar offers one. */
@Tag("long")
class UnixSocketTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir private Path folder;

    private static FlowRequest request(String label) {
        return FlowRequest.at("checkout").label("label", label).build();
    }

    @Test
    void an_agent_behind_a_unix_socket_gets_checks() throws Exception {
        Path path = folder.resolve("agent.sock");
        try (ScriptedAgent agent = ScriptedAgent.start();
                Bridge bridge = new Bridge(path, agent.port());
                AgentLink link = open(path)) {
            await().until(link::connected);
            assertThat(link.check(request("x"), LONG).type()).isEqualTo(Decision.Type.ADMITTED);
            // Both directions at once, and more than a buffer takes.
            String large = "x".repeat(100_000);
            List<CompletableFuture<Decision>> many =
                    IntStream.range(0, 100)
                            .mapToObj(i -> link.checkAsync(request(large), LONG))
                            .toList();
            assertThat(many).allMatch(decision -> decision.join().type() == Decision.Type.ADMITTED);
            link.end(Ends.admitted("checkout"));
            await().until(() -> agent.spans().size() == 1);
            assertThat(bridge.accepted).isPositive();
        }
    }

    @Test
    void a_socket_without_a_listener_is_unreachable() {
        try (AgentLink link = open(folder.resolve("nobody.sock"))) {
            assertThat(link.check(request("x"), LONG)).isEqualTo(Decision.unreachable());
            assertThat(link.connected()).isFalse();
        }
    }

    @Test
    void control_comes_back_with_the_socket() throws Exception {
        Path path = folder.resolve("late.sock");
        try (ScriptedAgent agent = ScriptedAgent.start();
                AgentLink link = open(path)) {
            assertThat(link.check(request("x"), LONG)).isEqualTo(Decision.unreachable());
            try (Bridge bridge = new Bridge(path, agent.port())) {
                await().until(
                                () ->
                                        link.check(request("x"), LONG).type()
                                                == Decision.Type.ADMITTED);
                assertThat(bridge.accepted).isPositive();
            }
            await().until(() -> link.check(request("x"), LONG).type() == Decision.Type.UNREACHABLE);
        }
    }

    /** The transport itself waits without a bound, and does not let go when it is closed. */
    @Test
    void a_peer_that_says_nothing_in_a_handshake_is_given_up() throws Exception {
        var address = UnixDomainSocketAddress.of(folder.resolve("silent.sock"));
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(address);
            try (UnixSocket socket = new UnixSocket(address);
                    SocketChannel peer = listener.accept()) {
                InputStream in = socket.getInputStream();
                assertTimeoutPreemptively(
                        Duration.ofSeconds(60),
                        () ->
                                assertThatThrownBy(in::read)
                                        .isInstanceOf(SocketTimeoutException.class));
                peer.write(ByteBuffer.wrap(new byte[] {1, 2}));
                assertThat(in.read()).isEqualTo(1);
                // The handshake is over.
                socket.setTcpNoDelay(true);
                assertThat(in.read()).isEqualTo(2);
            }
        }
    }

    @Test
    void an_agent_behind_a_unix_socket_gets_checks_over_tls() throws Exception {
        TestCertificates certificates = new TestCertificates(folder);
        Path authority = certificates.authority("authority");
        Path certificate = certificates.certificate("agent", "authority", "localhost");
        Path path = folder.resolve("tls.sock");
        List<X509Certificate> roots;
        try (InputStream pem = Files.newInputStream(authority)) {
            roots =
                    List.of(
                            (X509Certificate)
                                    CertificateFactory.getInstance("X.509")
                                            .generateCertificate(pem));
        }
        AgentTls tls = new AgentTls(roots, List.of(), null);
        try (ScriptedAgent agent =
                        ScriptedAgent.start(
                                TlsServerCredentials.create(
                                        certificate.toFile(), certificates.key("agent").toFile()));
                Bridge bridge = new Bridge(path, agent.port());
                AgentLink link =
                        AgentLink.open(new AgentEndpoint("unix:" + path, false, null, tls, true))) {
            String large = "x".repeat(100_000);
            assertThat(link.check(request(large), LONG).type()).isEqualTo(Decision.Type.ADMITTED);
            assertThat(bridge.accepted).isPositive();
        }
    }

    private static AgentLink open(Path path) {
        return AgentLink.open(new AgentEndpoint("unix:" + path, true, null));
    }

    /** Forwards from a Unix socket to a port. */
    private static final class Bridge implements AutoCloseable {

        private final ServerSocketChannel listener =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        private final List<SocketChannel> open = new CopyOnWriteArrayList<>();
        private volatile int accepted;
        private volatile boolean closed;

        Bridge(Path path, int port) throws IOException {
            listener.bind(UnixDomainSocketAddress.of(path));
            start(
                    () -> {
                        while (true) {
                            SocketChannel client = listener.accept();
                            accepted = accepted + 1;
                            SocketChannel server =
                                    SocketChannel.open(
                                            new InetSocketAddress(
                                                    InetAddress.getLoopbackAddress(), port));
                            server.setOption(StandardSocketOptions.TCP_NODELAY, true);
                            open.addAll(List.of(client, server));
                            // Looked at after adding: one accepted meanwhile is closed as well.
                            if (closed) {
                                closeAll();
                            }
                            start(() -> forward(client, server));
                            start(() -> forward(server, client));
                        }
                    });
        }

        private interface Work {
            void run() throws IOException;
        }

        private static void start(Work work) {
            Thread thread =
                    new Thread(
                            () -> {
                                try {
                                    work.run();
                                } catch (IOException e) {
                                    // Closed: the test is over.
                                }
                            },
                            "faulty-proxy-unix");
            thread.setDaemon(true);
            thread.start();
        }

        private static void forward(SocketChannel from, SocketChannel to) throws IOException {
            try (from;
                    to) {
                ByteBuffer bytes = ByteBuffer.allocate(8192);
                while (from.read(bytes.clear()) >= 0) {
                    bytes.flip();
                    while (bytes.hasRemaining()) {
                        to.write(bytes);
                    }
                }
            }
        }

        @Override
        public void close() throws IOException {
            closed = true;
            listener.close();
            closeAll();
        }

        private void closeAll() throws IOException {
            for (SocketChannel channel : open) {
                channel.close();
            }
        }
    }
}
