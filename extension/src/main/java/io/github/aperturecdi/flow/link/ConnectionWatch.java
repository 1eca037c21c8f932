package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.spi.Ticker;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hears of each state of a channel until it is shut down. A channel whose connection was lost only
 * connects again when it is used; here it does at once, so that the next call does not pay for it.
 * Has no thread.
 */
final class ConnectionWatch {

    /** A peer that closes each connection is not tried without end: the next call tries it. */
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
     * Before anything is done about a state: a connection that came and went in between would go
     * unheard.
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

    /** How many connections there have been. */
    int connections() {
        return connections.get();
    }

    /**
     * For how long the channel has been in its state, to which all attempts to connect after a
     * failed one belong.
     */
    long nanosInState() {
        return ticker.nanos() - since;
    }
}
