package io.github.aperturecdi.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is made again whenever it is lost, each time from the beginning: the name is
 * resolved, or Sentinel asked, again. All methods but {@link #connection} and {@link #trouble} are
 * called on the store's thread.
 *
 * @param <C> the kind of connection
 */
final class Link<C extends StatefulConnection<?, ?>> {

    static final Duration LONGEST_DELAY = Duration.ofSeconds(1);
    private static final Duration SHORTEST_DELAY = Duration.ofMillis(25);
    private static final Duration BEAT = Duration.ofSeconds(2);
    private static final int MOST_MISSED = 2;

    private final StoreThread thread;
    private final Supplier<? extends CompletionStage<C>> connect;
    private final Consumer<C> up;
    private final @Nullable Function<C, CompletionStage<?>> ping;

    private volatile @Nullable C connection;
    private volatile String trouble = "it has not been reached yet";
    private Duration delay = SHORTEST_DELAY;
    private long lastRenewal = System.nanoTime() - LONGEST_DELAY.toNanos();
    private boolean closed;

    /**
     * @param connect makes a connection
     * @param up is told about each new connection
     * @param ping asks the server for a sign of life, to notice a dead connection that is not in
     *     use; null for a connection that the client restores by itself
     */
    Link(
            StoreThread thread,
            Supplier<? extends CompletionStage<C>> connect,
            Consumer<C> up,
            @Nullable Function<C, CompletionStage<?>> ping) {
        this.thread = thread;
        this.connect = connect;
        this.up = up;
        this.ping = ping;
    }

    /** The connection; null while there is none. */
    @Nullable C connection() {
        return connection;
    }

    /** Why there is no connection. */
    String trouble() {
        return trouble;
    }

    void start() {
        if (closed) {
            return;
        }
        CompletionStage<C> made;
        try {
            made = connect.get();
        } catch (RuntimeException | LinkageError wrong) {
            failed(wrong);
            return;
        }
        made.whenComplete(
                (connected, error) ->
                        thread.execute(
                                () -> {
                                    if (error != null) {
                                        failed(error);
                                    } else {
                                        connected(connected);
                                    }
                                }));
    }

    private void failed(Throwable error) {
        trouble = reason(error);
        again();
    }

    private void again() {
        if (!closed) {
            thread.later(this::start, delay);
            Duration twice = delay.multipliedBy(2);
            delay = twice.compareTo(LONGEST_DELAY) < 0 ? twice : LONGEST_DELAY;
        }
    }

    private void connected(C connected) {
        if (closed) {
            connected.closeAsync();
            return;
        }
        delay = SHORTEST_DELAY;
        connection = connected;
        if (ping != null) {
            connected.addListener(
                    new RedisConnectionStateListener() {
                        @Override
                        public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
                            thread.execute(() -> lost(connected, "the connection was lost"));
                        }
                    });
            beat(connected, CompletableFuture.completedFuture(null), 0);
        }
        if (connected.isOpen()) {
            up.accept(connected);
        } else {
            lost(connected, "the connection was lost");
        }
    }

    private void beat(C beating, CompletableFuture<?> before, int missed) {
        if (connection != beating || closed) {
            return;
        }
        if (!beating.isOpen()) {
            lost(beating, "the connection was lost");
        } else if (before.isDone()) {
            CompletableFuture<?> answer = ping.apply(beating).toCompletableFuture();
            thread.later(() -> beat(beating, answer, 0), BEAT);
        } else if (missed < MOST_MISSED) {
            thread.later(() -> beat(beating, before, missed + 1), BEAT);
        } else {
            lost(beating, "it does not answer");
        }
    }

    private void lost(C gone, String reason) {
        if (connection == gone) {
            connection = null;
            trouble = reason;
            gone.closeAsync();
            again();
        }
    }

    /**
     * Ends the connection and makes another one, as the server is not the one to ask any more. Once
     * a second at most.
     */
    void renew(String reason) {
        C current = connection;
        long now = System.nanoTime();
        if (current != null && ping != null && now - lastRenewal >= LONGEST_DELAY.toNanos()) {
            lastRenewal = now;
            lost(current, reason);
        }
    }

    /** Makes no connection any more. The client closes the last one with all others. */
    void close() {
        closed = true;
        connection = null;
    }

    /** The innermost message, which says most. It holds no password. */
    private static String reason(Throwable error) {
        Throwable inner = error;
        while (!(inner instanceof LinkageError)
                && inner.getCause() != null
                && inner.getCause() != inner) {
            inner = inner.getCause();
        }
        if (inner instanceof LinkageError) {
            return inner.toString();
        }
        String message = inner.getMessage();
        return message == null || message.isBlank() || inner instanceof CompletionException
                ? inner.getClass().getSimpleName()
                : message;
    }
}
