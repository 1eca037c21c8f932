package io.github.aperturecdi.flow.link;

import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannelBuilder;
import io.grpc.okhttp.OkHttpChannelBuilder;

/**
 * The only class that uses gRPC's OkHttp transport. It is not loaded if another transport is in
 * use. The transport gets this library's sockets: {@link BoundedSockets}, or {@link UnixSockets}.
 */
final class OkHttpTransport {

    private OkHttpTransport() {}

    static void bound(ManagedChannelBuilder<?> builder) {
        ((OkHttpChannelBuilder) builder).socketFactory(new BoundedSockets());
    }

    static ManagedChannelBuilder<?> unix(String path, ChannelCredentials credentials) {
        // gRPC needs an address, but the sockets connect to the path. The authority is the one of
        // gRPC's other transports for Unix sockets.
        return OkHttpChannelBuilder.forTarget("dns:///127.0.0.1:1", credentials)
                .overrideAuthority("localhost")
                .proxyDetector(address -> null)
                .socketFactory(new UnixSockets(path));
    }
}
