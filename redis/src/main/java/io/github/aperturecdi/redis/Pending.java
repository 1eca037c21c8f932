package io.github.aperturecdi.redis;

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
    private int requests;
    private long bytes;

    Pending(String store) {
        this.store = store;
    }

    /**
     * Counts a request.
     *
     * @return why it is refused, and not counted; null if it is accepted
     */
    synchronized @Nullable String add(long size) {
        if (requests >= MOST_REQUESTS) {
            return RedisTexts.tooMany(store, MOST_REQUESTS);
        }
        if (bytes >> 20 >= MOST_MEBIBYTES) {
            return RedisTexts.tooLarge(store, MOST_MEBIBYTES);
        }
        requests++;
        bytes += size;
        return null;
    }

    /** A request that was counted has ended. */
    synchronized void remove(long size) {
        requests--;
        bytes -= size;
    }
}
