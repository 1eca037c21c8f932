package io.github.aperturecdi.flow.link;

import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannelBuilder;
import io.grpc.okhttp.OkHttpChannelBuilder;

/**
 * The only class that uses gRPC's OkHttp transport. It is not loaded if another transport is in
 * use. The transport gets this library's threads and sockets: {@link BoundedSockets}, or {@link
 * UnixSockets}.
 */
final class OkHttpTransport {

    private OkHttpTransport() {}

    static void bound(ManagedChannelBuilder<?> builder, ChannelThreads threads) {
        with(threads, (OkHttpChannelBuilder) builder).socketFactory(new BoundedSockets());
    }

    private static OkHttpChannelBuilder with(ChannelThreads threads, OkHttpChannelBuilder builder) {
        return builder.transportExecutor(threads.pool()).scheduledExecutorService(threads.timer());
    }

    static ManagedChannelBuilder<?> unix(
            String path, ChannelCredentials credentials, ChannelThreads threads) {
        // gRPC needs an address, but the sockets connect to the path. The authority is the one of
        // gRPC's other transports for Unix sockets.
        return with(threads, OkHttpChannelBuilder.forTarget("dns:///127.0.0.1:1", credentials))
                .overrideAuthority("localhost")
                .proxyDetector(address -> null)
                .socketFactory(new UnixSockets(path));
    }
}
