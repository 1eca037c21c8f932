package io.github.aperturecdi.flow.link;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/** Creates sockets that connect to one path of the file system, and ignores all addresses. */
final class UnixSockets extends SocketFactory {

    private static final String SCHEME = "unix:";

    private final UnixDomainSocketAddress address;

    UnixSockets(String path) {
        address = UnixDomainSocketAddress.of(Path.of(path));
    }

    /** The path of {@code unix:/path}; null for any other address. */
    static @Nullable String path(String address) {
        return address.startsWith(SCHEME) ? address.substring(SCHEME.length()) : null;
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return new UnixSocket(address);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return new UnixSocket(address);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
            throws IOException {
        return new UnixSocket(address);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
            throws IOException {
        return new UnixSocket(address);
    }
}
