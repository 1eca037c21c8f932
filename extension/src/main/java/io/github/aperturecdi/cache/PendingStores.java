package io.github.aperturecdi.cache;

import io.github.aperturecdi.flow.CacheUpdate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the results that wait in memory for a slow agent. A result past the bound is not stored.
 */
final class PendingStores {

    static final int MAX_BYTES = 16 * 1024 * 1024;

    private final Semaphore bytes = new Semaphore(MAX_BYTES);
    private volatile boolean closed;

    /** Nothing is stored from now on. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    /**
     * Stores a value.
     *
     * @param size of the value, in bytes
     * @param store begins to store it
     * @return the outcome; null when too many stores are pending
     */
    @Nullable CompletableFuture<CacheUpdate> begin(
            int size, Supplier<CompletableFuture<CacheUpdate>> store) {
        if (!bytes.tryAcquire(size)) {
            return null;
        }
        try {
            return store.get().whenComplete((update, failure) -> bytes.release(size));
        } catch (Throwable e) {
            bytes.release(size);
            throw e;
        }
    }
}
