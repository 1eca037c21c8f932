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
 * Creates sockets that give up a connection attempt or a TLS handshake after a few seconds. The
 * transport itself waits in both without a limit, even after its channel is closed: a peer that
 * accepts and sends nothing would occupy a thread for ever.
 */
final class BoundedSockets extends SocketFactory {

    private static final int TIMEOUT_MILLIS = 5_000;

    /**
     * The kernel probes a peer that has been silent for a minute, and gives it up half a minute
     * later. This keeps network address mappings alive, and replaces a dead connection before the
     * next call. Agents do not see these probes, so they cannot reject them.
     */
    private static final Map<String, Integer> KEEPALIVE =
            Map.of("TCP_KEEPIDLE", 60, "TCP_KEEPINTERVAL", 10, "TCP_KEEPCOUNT", 3);

    private static final class BoundedSocket extends Socket {

        BoundedSocket() throws IOException {
            super.setSoTimeout(TIMEOUT_MILLIS);
            setKeepAlive(true);
            for (SocketOption<?> option : supportedOptions()) {
                // The options are compared by name, as some systems lack them, and some runtimes
                // the module.
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
                // The system's own setting applies.
            }
        }

        /**
         * Ends the time limit. The transport calls this last; behind a proxy, it calls this before
         * the TLS handshake.
         */
        @Override
        public void setTcpNoDelay(boolean on) throws SocketException {
            super.setTcpNoDelay(on);
            super.setSoTimeout(0);
        }

        /**
         * Keeps the time limit. The transport calls this with 0 after a proxy's answer, before the
         * TLS handshake.
         */
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
