package io.github.aperturecdi.redis;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts the requests without an answer, and the bytes of their values and arguments. Past either
 * limit more are refused, so that a silent server costs no memory.
 */
final class Pending {

    static final int MOST_REQUESTS = 20_000;

    /** The last accepted request may exceed this limit, so that no value is too large for it. */
    private static final int MOST_MEBIBYTES = 64;

    private final String store;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    Pending(String store) {
        this.store = store;
    }

    /**
     * Counts a request.
     *
     * @return why it is refused, and not counted; null if it is accepted
     */
    @Nullable String add(long size) {
        if (requests.getAndIncrement() >= MOST_REQUESTS) {
            requests.decrementAndGet();
            return RedisTexts.tooMany(store, MOST_REQUESTS);
        }
        if (bytes.getAndAdd(size) >> 20 >= MOST_MEBIBYTES) {
            remove(size);
            return RedisTexts.tooLarge(store, MOST_MEBIBYTES);
        }
        return null;
    }

    /** A request that was counted has ended. */
    void remove(long size) {
        requests.decrementAndGet();
        bytes.addAndGet(-size);
    }
}
