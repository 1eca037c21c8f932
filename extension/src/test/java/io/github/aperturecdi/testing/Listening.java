package io.github.aperturecdi.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Listens on a port that was let go a moment ago. */
final class Listening {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(5);

    /** Begins to listen, or throws. */
    @FunctionalInterface
    interface Attempt<T> {
        T begin() throws IOException;
    }

    private Listening() {}

    /**
     * Tries until the port is free: the kernel keeps it until the thread that waited there for
     * connections has left, and a connection may have it for a while.
     */
    static <T> T begin(Attempt<T> attempt) {
        long start = System.nanoTime();
        while (true) {
            try {
                return attempt.begin();
            } catch (IOException e) {
                if (!isTaken(e) || System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw new UncheckedIOException(e);
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private static boolean isTaken(IOException e) {
        return e instanceof BindException || e.getCause() instanceof BindException;
    }
}
