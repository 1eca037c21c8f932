package io.github.aperturecdi.flow.link;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketOption;
import java.util.Map;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sockets that give up a connection attempt, and a TLS handshake, after a few seconds. Without
 * bounds, a peer that accepts and says nothing keeps a thread for good: the transport waits in both
 * without a limit, and does not let go when its channel is closed.
 */
final class BoundedSockets extends SocketFactory {

    private static final int TIMEOUT_MILLIS = 5_000;

    /**
     * The kernel asks after a peer that is silent for a minute, and gives it up after half a minute
     * more: a mapping on the way stays, and a connection that died while nobody called is replaced
     * before somebody does. Agents see nothing of it, and so cannot mind.
     */
    private static final Map<String, Integer> KEEPALIVE =
            Map.of("TCP_KEEPIDLE", 60, "TCP_KEEPINTERVAL", 10, "TCP_KEEPCOUNT", 3);

    private static final class BoundedSocket extends Socket {

        BoundedSocket() throws IOException {
            super.setSoTimeout(TIMEOUT_MILLIS);
            setKeepAlive(true);
            for (SocketOption<?> option : supportedOptions()) {
                // By name, as not every system has them, nor every runtime the module.
                if (option.type() == Integer.class && KEEPALIVE.containsKey(option.name())) {
                    keepAlive(option, KEEPALIVE.get(option.name()));
                }
            }
        }

        @SuppressWarnings("unchecked")
        private void keepAlive(SocketOption<?> option, int value) {
            try {
                setOption((SocketOption<Integer>) option, value);
            } catch (IOException | RuntimeException e) {
                // Then it takes as long as the system's setting.
            }
        }

        /** What the transport does last, and before a handshake with what is behind a proxy. */
        @Override
        public void setTcpNoDelay(boolean on) throws SocketException {
            super.setTcpNoDelay(on);
            super.setSoTimeout(0);
        }

        /** What it does after a proxy's answer, when the handshake is still to come. */
        @Override
        public void setSoTimeout(int millis) throws SocketException {
            super.setSoTimeout(millis == 0 ? TIMEOUT_MILLIS : millis);
        }
    }

    @Override
    public Socket createSocket() throws IOException {
        return new BoundedSocket();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port), null);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port), null);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
            throws IOException {
        return connected(
                new InetSocketAddress(host, port), new InetSocketAddress(local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
            throws IOException {
        return connected(
                new InetSocketAddress(host, port), new InetSocketAddress(local, localPort));
    }

    private static Socket connected(InetSocketAddress address, @Nullable InetSocketAddress local)
            throws IOException {
        Socket socket = new BoundedSocket();
        try {
            if (local != null) {
                socket.bind(local);
            }
            socket.connect(address, TIMEOUT_MILLIS);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }
}
