package io.github.aperturecdi.embedded;

import io.github.aperturecdi.embedded.internal.engine.Engine;
import io.grpc.Deadline;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.okhttp.OkHttpServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Serves an engine over gRPC, in plaintext, for other processes and for tests. The server accepts
 * spans. With grpc-services on the class path it also has gRPC's health and reflection services.
 * The code that starts the server closes it.
 */
public final class AgentServer implements AutoCloseable {

    private static final long CLOSE_SECONDS = 2;

    /**
     * A limit far above that of the service. When the gRPC server itself refuses a message, it does
     * not return the message's bytes to the connection's flow control, and the connection stalls.
     */
    private static final int MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

    /** For the same reason, a limit far above the headers that clients send. */
    private static final int MAX_METADATA_BYTES = 1024 * 1024;

    private final Server server;
    private final InetSocketAddress address;
    private final AgentService service;
    private final SpanSink spans;
    private final Runnable healthEnd;

    private AgentServer(
            Server server,
            InetSocketAddress address,
            AgentService service,
            SpanSink spans,
            Runnable healthEnd) {
        this.server = server;
        this.address = address;
        this.service = service;
        this.spans = spans;
        this.healthEnd = healthEnd;
    }

    /**
     * Starts a server that is reachable only from this machine.
     *
     * @param engine the engine that decides
     * @param port the port; 0 for a free one
     * @return the server, which is already listening
     * @throws IOException if the port is not available
     */
    public static AgentServer start(Engine engine, int port) throws IOException {
        return start(engine, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /**
     * Starts a server.
     *
     * @param engine the engine that decides
     * @param address the address to listen on; port 0 for a free one
     * @return the server, which is already listening
     * @throws IOException if the address is not available
     */
    public static AgentServer start(Engine engine, InetSocketAddress address) throws IOException {
        return start(engine, address, List.of());
    }

    /**
     * Starts a server whose calls pass through interceptors, for tests.
     *
     * @param engine the engine that decides
     * @param address the address to listen on; port 0 for a free one
     * @param interceptors the interceptors; the last one is called first
     * @return the server, which is already listening
     * @throws IOException if the address is not available
     */
    public static AgentServer start(
            Engine engine, InetSocketAddress address, List<ServerInterceptor> interceptors)
            throws IOException {
        AgentService service = new AgentService(engine, InstantSource.system());
        SpanSink spans = new SpanSink(engine);
        OkHttpServerBuilder builder =
                OkHttpServerBuilder.forPort(address, InsecureServerCredentials.create())
                        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                        .maxInboundMetadataSize(MAX_METADATA_BYTES)
                        .addStreamTracerFactory(new CallDeadlines())
                        .addStreamTracerFactory(new UnknownCompressions())
                        .decompressorRegistry(UnknownCompressions.ALL)
                        .fallbackHandlerRegistry(new UnknownMethods())
                        .addService(UnreadableRequests.refusedBy(service))
                        .addService(UnreadableRequests.refusedBy(spans));
        Runnable healthEnd = () -> {};
        interceptors.forEach(builder::intercept);
        try {
            healthEnd = ServerServices.addTo(builder);
        } catch (NoClassDefFoundError e) {
            // The class path has no grpc-services.
        }
        Server server = builder.build().start();
        return new AgentServer(
                server,
                new InetSocketAddress(address.getAddress(), server.getPort()),
                service,
                spans,
                healthEnd);
    }

    /**
     * The deadline of the call that this thread serves, for interceptors. gRPC's context has none
     * here, as the service itself looks at the deadline.
     *
     * @return the deadline; null if the client has set none
     */
    public static @Nullable Deadline deadline() {
        return CallDeadlines.current();
    }

    /** The number of flow spans that the server has received since the start. */
    long receivedSpans() {
        return spans.received();
    }

    /**
     * The address on which the server listens.
     *
     * @return the address, with the chosen port
     */
    public InetSocketAddress address() {
        return address;
    }

    /**
     * The address for clients.
     *
     * @return {@code host:port}
     */
    public String target() {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }

    /**
     * The summary of the flows from their spans; empty when no span has come since the last call.
     */
    Optional<String> summaryIfChanged() {
        return spans.summaryIfChanged();
    }

    /**
     * Waits until the server is closed.
     *
     * @param timeout how long to wait
     * @return whether it is closed
     */
    boolean awaitClosed(Duration timeout) throws InterruptedException {
        return server.awaitTermination(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Stops listening, and refuses waiting flows at once. Running calls have a few seconds to
     * finish.
     */
    @Override
    public void close() {
        if (!server.isShutdown()) {
            // A second call would log a warning.
            healthEnd.run();
        }
        server.shutdown();
        service.refuseWaiting();
        try {
            if (!server.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                server.shutdownNow();
                server.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
