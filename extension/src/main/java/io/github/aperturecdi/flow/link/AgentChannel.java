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
 * The connection to an agent: opened at once, found again soon after it was lost.
 *
 * <p>No pings: an agent sends those away who ping more often than every five minutes, which is too
 * seldom to be of use. A connection that died in silence is noticed by TCP's keepalive while nobody
 * calls, else by the calls that it does not answer, and replaced.
 */
final class AgentChannel {

    private static final Metadata.Key<String> API_KEY =
            Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER);

    /** gRPC backs off for up to two minutes, so its back-off is cut short while callers ask. */
    private static final long RECONNECT_NANOS = Duration.ofMillis(250).toNanos();

    /** gRPC disconnects after half an hour without calls; it takes a month or more for never. */
    private static final int NEVER_IDLE_DAYS = 365;

    /** As long as an attempt to connect may take; gRPC waits for a silent peer without end. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();

    private final ManagedChannel channel;
    private final ConnectionWatch watch;
    private final Ticker ticker;
    private final AtomicLong nextReconnect;
    private volatile long replaced;

    /** Opens a channel and begins to connect, so that the first call does not pay for it. */
    AgentChannel(AgentEndpoint endpoint, Ticker ticker) {
        this.ticker = ticker;
        replaced = ticker.nanos();
        nextReconnect = new AtomicLong(replaced);
        ManagedChannelBuilder<?> builder = builder(endpoint);
        if (endpoint.apiKey() != null) {
            Metadata headers = new Metadata();
            headers.put(API_KEY, endpoint.apiKey());
            builder.intercept(MetadataUtils.newAttachHeadersInterceptor(headers));
        }
        // A retry of gRPC's repeats every call of a connection that was reset, also one that the
        // agent has decided: it would count one flow twice.
        channel =
                builder.disableRetry()
                        .idleTimeout(NEVER_IDLE_DAYS, TimeUnit.DAYS)
                        .maxInboundMessageSize(MessageSizes.MAX_REPLY_BYTES)
                        .build();
        watch = ConnectionWatch.begin(channel, ticker);
    }

    private static ManagedChannelBuilder<?> builder(AgentEndpoint endpoint) {
        ChannelCredentials credentials =
                endpoint.insecure()
                        ? InsecureChannelCredentials.create()
                        : endpoint.tls().credentials();
        String unix = UnixSockets.path(endpoint.address());
        if (unix != null) {
            try {
                return OkHttpTransport.unix(unix, credentials);
            } catch (NoClassDefFoundError e) {
                throw new IllegalStateException(LinkTexts.noUnixSockets(endpoint.address()), e);
            }
        }
        ManagedChannelBuilder<?> builder = HostTarget.builder(endpoint.address(), credentials);
        // By name: another transport may be in use, and OkHttp not on the class path.
        if (builder.getClass().getName().equals("io.grpc.okhttp.OkHttpChannelBuilder")) {
            OkHttpTransport.bound(builder);
        }
        return builder;
    }

    ManagedChannel channel() {
        return channel;
    }

    /** Whether the connection stands, without waiting. */
    boolean ready() {
        return channel.getState(false) == ConnectivityState.READY;
    }

    /** Whether the connection has stood for a time. */
    boolean readyFor(long nanos) {
        return ready() && watch.nanosInState() > nanos;
    }

    /** How many connections there have been, so that one is told from the next. */
    int connections() {
        return watch.connections();
    }

    /** Whether the last attempt to connect has failed. */
    boolean lost() {
        return channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE;
    }

    /** Whether the connection stands, without waiting; begins to connect when it does not. */
    boolean connected() {
        boolean ready = channel.getState(true) == ConnectivityState.READY;
        if (!ready) {
            reconnect();
        }
        return ready;
    }

    /**
     * Helps a connection that does not stand, not too often: cuts gRPC's back-off short, and begins
     * anew after a peer that accepts connections and says nothing.
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
     * For a connection that brings no answers: connects anew if it stands, and calls that are under
     * way end on the old one. One that is being set up goes on, as it may just take longer than
     * callers wait.
     */
    void unanswered() {
        // One that was replaced just now has had no time to show what it brings.
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

    /** Ends every call and releases the connection. */
    void close(Duration timeout) throws InterruptedException {
        channel.shutdownNow();
        channel.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }
}
