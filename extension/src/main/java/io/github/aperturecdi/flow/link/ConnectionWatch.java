package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.spi.Ticker;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Follows the states of a channel until it is shut down. After the loss of a connection, a channel
 * connects again only when it is used. This class connects at once, so that the next call does not
 * have to wait. It needs no thread.
 */
final class ConnectionWatch {

    /**
     * The least time between two attempts, for a peer that closes each connection. After an attempt
     * that comes sooner, the next call connects.
     */
    private static final long FLAPPING_NANOS = Duration.ofMillis(250).toNanos();

    private final ManagedChannel channel;
    private final Ticker ticker;
    private volatile long since;
    private volatile long nextAttempt;
    private final AtomicInteger connections = new AtomicInteger();

    private ConnectionWatch(ManagedChannel channel, Ticker ticker) {
        this.channel = channel;
        this.ticker = ticker;
        since = ticker.nanos();
        nextAttempt = since;
    }

    /** Begins to connect, and to watch. */
    static ConnectionWatch begin(ManagedChannel channel, Ticker ticker) {
        ConnectionWatch watch = new ConnectionWatch(channel, ticker);
        watch.next(channel.getState(false));
        channel.getState(true);
        return watch;
    }

    /**
     * Registers for the next state. This comes before any reaction to the present state, so that no
     * short-lived connection is missed.
     */
    private void next(ConnectivityState state) {
        if (state != ConnectivityState.SHUTDOWN) {
            channel.notifyWhenStateChanged(state, this::changed);
        }
    }

    private void changed() {
        long now = ticker.nanos();
        since = now;
        ConnectivityState state = channel.getState(false);
        next(state);
        if (state == ConnectivityState.READY) {
            connections.incrementAndGet();
        }
        if (state == ConnectivityState.IDLE && now - nextAttempt >= 0) {
            nextAttempt = now + FLAPPING_NANOS;
            channel.getState(true);
        }
    }

    /** The number of connections so far. */
    int connections() {
        return connections.get();
    }

    /**
     * How long the channel has been in its state. gRPC reports further attempts after a failed one
     * as the same state.
     */
    long nanosInState() {
        return ticker.nanos() - since;
    }
}
