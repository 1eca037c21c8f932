package io.github.aperturecdi.flow.link;

import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannelBuilder;
import io.grpc.okhttp.OkHttpChannelBuilder;

/**
 * The only class that knows gRPC's OkHttp transport, and not loaded where another one is in use. It
 * takes sockets of our own: bounded while they connect, or of the Unix domain.
 */
final class OkHttpTransport {

    private OkHttpTransport() {}

    static void bound(ManagedChannelBuilder<?> builder) {
        ((OkHttpChannelBuilder) builder).socketFactory(new BoundedSockets());
    }

    static ManagedChannelBuilder<?> unix(String path, ChannelCredentials credentials) {
        // An address to satisfy gRPC; the sockets go to the path. The authority is what gRPC's
        // other transports say on such sockets.
        return OkHttpChannelBuilder.forTarget("dns:///127.0.0.1:1", credentials)
                .overrideAuthority("localhost")
                .proxyDetector(address -> null)
                .socketFactory(new UnixSockets(path));
    }
}
