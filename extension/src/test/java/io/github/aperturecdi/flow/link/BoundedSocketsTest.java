package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the transport's sockets are told, in the order in which the transport does. */
class BoundedSocketsTest {

    private static final int BOUND = 5_000;

    private static Socket connected(ServerSocket listener) throws Exception {
        return new BoundedSockets()
                .createSocket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
    }

    private static ServerSocket listener() throws Exception {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @Test
    void a_handshake_is_bounded_and_what_follows_is_not() throws Exception {
        try (ServerSocket listener = listener();
                Socket socket = connected(listener)) {
            assertThat(socket.getSoTimeout()).isEqualTo(BOUND);
            socket.setTcpNoDelay(true);
            assertThat(socket.getTcpNoDelay()).isTrue();
            assertThat(socket.getSoTimeout()).isZero();
        }
    }

    @Test
    void a_handshake_behind_a_proxy_is_bounded_as_well() throws Exception {
        try (ServerSocket listener = listener();
                Socket socket = connected(listener)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(30_000);
            assertThat(socket.getSoTimeout()).isEqualTo(30_000);
            socket.setSoTimeout(0);
            assertThat(socket.getSoTimeout()).isEqualTo(BOUND);
            socket.setTcpNoDelay(true);
            assertThat(socket.getSoTimeout()).isZero();
        }
    }

    /** Where the system can be told how soon. */
    @Test
    void the_kernel_probes_a_silent_peer() throws Exception {
        try (ServerSocket listener = listener();
                Socket socket = connected(listener)) {
            assertThat(socket.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
            Map<String, Object> found = new TreeMap<>();
            for (SocketOption<?> option : socket.supportedOptions()) {
                if (option.name().startsWith("TCP_KEEP")) {
                    found.put(option.name(), socket.getOption(option));
                }
            }
            Map<String, Object> wanted =
                    new TreeMap<>(
                            Map.of("TCP_KEEPIDLE", 60, "TCP_KEEPINTERVAL", 10, "TCP_KEEPCOUNT", 3));
            wanted.keySet().retainAll(found.keySet());
            assertThat(found).isEqualTo(wanted);
        }
    }
}
