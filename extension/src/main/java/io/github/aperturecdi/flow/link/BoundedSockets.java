package io.github.aperturecdi.flow.link;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sockets that give up a connection attempt, and a TLS handshake, after a few seconds. Without
 * bounds, a peer that accepts and says nothing keeps a thread for good: the transport waits in both
 * without a limit, and does not let go when its channel is closed.
 */
final class BoundedSockets extends SocketFactory {

    private static final int TIMEOUT_MILLIS = 5_000;

    private static final class BoundedSocket extends Socket {

        BoundedSocket() throws SocketException {
            setSoTimeout(TIMEOUT_MILLIS);
        }

        /** What the transport does first once the handshake is over; from now on reads may wait. */
        @Override
        public void setTcpNoDelay(boolean on) throws SocketException {
            super.setTcpNoDelay(on);
            setSoTimeout(0);
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
