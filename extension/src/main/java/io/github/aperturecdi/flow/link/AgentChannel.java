package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.spi.Ticker;
import io.grpc.ChannelCredentials;
import io.grpc.ConnectivityState;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The connection to an agent. It is opened at once, and again soon after a loss.
 *
 * <p>The connection uses no HTTP/2 pings. An agent closes a connection with more than one ping in
 * five minutes, and fewer pings are of no use. While there are no calls, TCP's keepalive detects a
 * dead connection. Otherwise, calls without an answer show it. The connection is replaced then.
 */
final class AgentChannel {

    private static final Metadata.Key<String> API_KEY =
            Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER);

    /**
     * gRPC waits up to two minutes between attempts to connect; calls shorten that to this time.
     */
    private static final long RECONNECT_NANOS = Duration.ofMillis(250).toNanos();

    /** gRPC disconnects after half an hour without calls, and treats a month or more as never. */
    private static final int NEVER_IDLE_DAYS = 365;

    /**
     * The time limit of an attempt to connect. gRPC itself waits for a silent peer without a limit.
     */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();

    private final ChannelThreads threads;
    private final ManagedChannel channel;
    private final ConnectionWatch watch;
    private final Ticker ticker;
    private final AtomicLong nextReconnect;
    private volatile long replaced;

    /**
     * Opens a channel and begins to connect, so that the first call does not have to wait for that.
     */
    AgentChannel(AgentEndpoint endpoint, Ticker ticker) {
        this(endpoint, ticker, new ChannelThreads());
    }

    AgentChannel(AgentEndpoint endpoint, Ticker ticker, ChannelThreads threads) {
        this.threads = threads;
        this.ticker = ticker;
        replaced = ticker.nanos();
        nextReconnect = new AtomicLong(replaced);
        try {
            channel = build(endpoint);
        } catch (RuntimeException | Error e) {
            threads.end();
            throw e;
        }
        watch = ConnectionWatch.begin(channel, ticker);
    }

    private ManagedChannel build(AgentEndpoint endpoint) {
        ManagedChannelBuilder<?> builder = builder(endpoint);
        if (endpoint.apiKey() != null) {
            Metadata headers = new Metadata();
            headers.put(API_KEY, endpoint.apiKey());
            builder.intercept(MetadataUtils.newAttachHeadersInterceptor(headers));
        }
        // gRPC's retry would repeat every call of a connection that was reset. The agent may have
        // decided such a call already, and would count its flow twice.
        return builder.executor(threads.pool())
                .offloadExecutor(threads.pool())
                .disableRetry()
                .idleTimeout(NEVER_IDLE_DAYS, TimeUnit.DAYS)
                .maxInboundMessageSize(MessageSizes.MAX_REPLY_BYTES)
                .build();
    }

    private ManagedChannelBuilder<?> builder(AgentEndpoint endpoint) {
        ChannelCredentials credentials =
                endpoint.insecure()
                        ? InsecureChannelCredentials.create()
                        : endpoint.tls().credentials();
        String unix = UnixSockets.path(endpoint.address());
        if (unix != null) {
            try {
                return OkHttpTransport.unix(unix, credentials, threads);
            } catch (NoClassDefFoundError e) {
                throw new IllegalStateException(LinkTexts.noUnixSockets(endpoint.address()), e);
            }
        }
        ManagedChannelBuilder<?> builder = HostTarget.builder(endpoint.address(), credentials);
        // The class is compared by name, as OkHttp may be absent from the class path.
        if (builder.getClass().getName().equals("io.grpc.okhttp.OkHttpChannelBuilder")) {
            OkHttpTransport.bound(builder, threads);
        }
        return builder;
    }

    ManagedChannel channel() {
        return channel;
    }

    /** Whether there is a connection, without waiting. */
    boolean ready() {
        return channel.getState(false) == ConnectivityState.READY;
    }

    /** Whether the connection has existed for longer than a time. */
    boolean readyFor(long nanos) {
        return ready() && watch.nanosInState() > nanos;
    }

    /** The number of connections so far, which identifies the present one. */
    int connections() {
        return watch.connections();
    }

    /** Whether the last attempt to connect has failed. */
    boolean lost() {
        return channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE;
    }

    /** Whether there is a connection, without waiting. Begins to connect if there is none. */
    boolean connected() {
        boolean ready = channel.getState(true) == ConnectivityState.READY;
        if (!ready) {
            reconnect();
        }
        return ready;
    }

    /**
     * Speeds up an attempt to connect, at limited intervals: it ends gRPC's back-off, or starts a
     * new attempt if the peer accepts the connection and sends nothing.
     */
    void reconnect() {
        long now = ticker.nanos();
        long next = nextReconnect.get();
        if (now - next >= 0 && nextReconnect.compareAndSet(next, now + RECONNECT_NANOS)) {
            if (!ready()
                    && watch.nanosInState() > PATIENCE_NANOS
                    && now - replaced > PATIENCE_NANOS) {
                replace();
            } else {
                channel.getState(true);
                channel.resetConnectBackoff();
            }
        }
    }

    /**
     * Replaces a connection without answers. Running calls end on the old connection. An attempt to
     * connect continues, as it may just take longer than callers wait.
     */
    void unanswered() {
        // A connection that is new has had no time to bring an answer.
        if (ready() && ticker.nanos() - replaced > RECONNECT_NANOS) {
            replace();
        } else {
            reconnect();
        }
    }

    private void replace() {
        replaced = ticker.nanos();
        channel.enterIdle();
        channel.getState(true);
    }

    /** Ends every call, releases the connection, and ends the threads. */
    void close(Duration timeout) throws InterruptedException {
        boolean over = false;
        try {
            channel.shutdownNow();
            over = channel.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            threads.end();
        }
        if (over) {
            threads.awaitEnd(timeout);
        }
    }
}
