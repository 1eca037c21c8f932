package io.github.aperturecdi.embedded;

import io.github.aperturecdi.embedded.engine.Engine;
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

/**
 * An engine as a gRPC server, in plaintext, for other processes and for tests. It takes spans, and
 * with grpc-services on the class path has gRPC's health and reflection. Whoever starts it closes
 * it.
 */
public final class AgentServer implements AutoCloseable {

    private static final long CLOSE_SECONDS = 2;

    /**
     * Far past what the service takes: when this server of gRPC itself refuses a message, it
     * forgets to give the connection's flow control back what was on its way, and the connection
     * stalls.
     */
    private static final int MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

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
     * Starts a server that only this machine reaches.
     *
     * @param engine who decides
     * @param port the port; 0 for a free one
     * @return the server, which listens already
     * @throws IOException if the port cannot be had
     */
    public static AgentServer start(Engine engine, int port) throws IOException {
        return start(engine, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /**
     * Starts a server.
     *
     * @param engine who decides
     * @param address where it listens; port 0 for a free one
     * @return the server, which listens already
     * @throws IOException if the address cannot be had
     */
    public static AgentServer start(Engine engine, InetSocketAddress address) throws IOException {
        return start(engine, address, List.of());
    }

    /**
     * Starts a server whose calls pass through interceptors, as a test needs it.
     *
     * @param engine who decides
     * @param address where it listens; port 0 for a free one
     * @param interceptors what each call passes through; the last one is the first
     * @return the server, which listens already
     * @throws IOException if the address cannot be had
     */
    public static AgentServer start(
            Engine engine, InetSocketAddress address, List<ServerInterceptor> interceptors)
            throws IOException {
        AgentService service = new AgentService(engine, InstantSource.system());
        SpanSink spans = new SpanSink(engine);
        OkHttpServerBuilder builder =
                OkHttpServerBuilder.forPort(address, InsecureServerCredentials.create())
                        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                        .addService(service)
                        .addService(spans);
        Runnable healthEnd = () -> {};
        interceptors.forEach(builder::intercept);
        try {
            healthEnd = ServerServices.addTo(builder);
        } catch (NoClassDefFoundError e) {
            // Without grpc-services.
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
     * How many spans of flows it has received.
     *
     * @return their number since the start
     */
    public long receivedSpans() {
        return spans.received();
    }

    /**
     * Where it listens.
     *
     * @return the address, with the port that was chosen
     */
    public InetSocketAddress address() {
        return address;
    }

    /**
     * Where it listens, as a client is told.
     *
     * @return {@code host:port}
     */
    public String target() {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }

    /** What the spans tell of flows, unless none has come since it was asked for. */
    Optional<String> summaryIfChanged() {
        return spans.summaryIfChanged();
    }

    /**
     * Waits until somebody closes the server.
     *
     * @param timeout how long to wait
     * @return whether it is closed
     */
    boolean awaitClosed(Duration timeout) throws InterruptedException {
        return server.awaitTermination(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Stops listening and refuses the flows that wait at once. Calls that are under way have a few
     * seconds to be answered.
     */
    @Override
    public void close() {
        healthEnd.run();
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
