package io.github.aperturecdi.embedded.engine;

import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.CacheUpdate;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.flow.spi.Ticker;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The agent's cache: values under result keys, each control point's by themselves, and under global
 * keys, by the rules of Aperture's agent.
 *
 * <p>Unlike there, memory is bounded: what has expired goes first, then what was not used for the
 * longest time. Safe for use by several threads. Holds no thread and nothing to close.
 */
public final class AgentCache {

    /** How many bytes all entries together may take, by estimate: 64 MiB. */
    public static final long MAX_BYTES = 64L * 1024 * 1024;

    /** What a message to an agent may hold, so that what is cached here can be cached there. */
    static final int MAX_ENTRY_BYTES = 4 * 1024 * 1024;

    /** As in Aperture's agent: for a time to live of 0, and for every longer one. */
    static final Duration MAX_TIME_TO_LIVE = Duration.ofDays(7);

    /** What an entry takes beside its key and value. */
    static final int ENTRY_OVERHEAD_BYTES = 200;

    /** More than one, so that cleaning is faster than growing; few, so that no put takes long. */
    private static final int EXPIRED_PER_PUT = 16;

    /** The words of Aperture's agent. */
    private static final String NO_CONTROL_POINT = "cache control_point cannot be empty";

    private static final CacheUpdate TOO_LARGE =
            CacheUpdate.error("the cache entry has more than " + MAX_ENTRY_BYTES + " bytes");

    /** The number tells entries apart that expire at the same time. */
    private record Entry(CacheKey key, byte[] value, long bytes, long expiresAt, long number) {}

    private final Ticker ticker;
    private final long origin;
    private final long maxBytes;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<CacheKey, Entry> byLastUse = new LinkedHashMap<>(16, 0.75f, true);
    private final TreeSet<Entry> byExpiry =
            new TreeSet<>(
                    Comparator.comparingLong(Entry::expiresAt).thenComparingLong(Entry::number));
    private long bytes;
    private long puts;

    /**
     * Makes an empty cache of {@link #MAX_BYTES}.
     *
     * @param ticker the time
     */
    public AgentCache(Ticker ticker) {
        this(ticker, MAX_BYTES);
    }

    AgentCache(Ticker ticker, long maxBytes) {
        this.ticker = ticker;
        this.origin = ticker.nanos();
        this.maxBytes = maxBytes;
    }

    /** Since the cache was made: a ticker's own numbers may wrap around. */
    private long now() {
        return ticker.nanos() - origin;
    }

    /**
     * Reads a value.
     *
     * @param key where it is
     * @return a hit, a miss, or an error for a result key without a control point
     */
    public CacheLookup get(CacheKey key) {
        if (hasNoControlPoint(key)) {
            return CacheLookup.error(NO_CONTROL_POINT);
        }
        lock.lock();
        try {
            Entry entry = byLastUse.get(key);
            if (entry == null) {
                return CacheLookup.MISS;
            }
            if (entry.expiresAt() <= now()) {
                remove(entry);
                return CacheLookup.MISS;
            }
            return CacheLookup.hit(entry.value());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Stores a value in the place of an earlier one.
     *
     * @param key where
     * @param value the value, owned by the cache from now on
     * @param timeToLive for how long; 0 and everything past 7 days mean 7 days, and what is
     *     negative has expired already
     * @return what became of it; an error for a result key without a control point, and for an
     *     entry past the size of a message
     */
    public CacheUpdate put(CacheKey key, byte[] value, Duration timeToLive) {
        if (hasNoControlPoint(key)) {
            return CacheUpdate.error(NO_CONTROL_POINT);
        }
        long size = size(key, value);
        if (size > Math.min(MAX_ENTRY_BYTES, maxBytes)) {
            return TOO_LARGE;
        }
        lock.lock();
        try {
            long now = now();
            remove(byLastUse.get(key));
            if (!timeToLive.isNegative()) {
                add(new Entry(key, value, size, now + nanos(timeToLive), puts++));
            }
            shrink(now);
            return CacheUpdate.SUCCESS;
        } finally {
            lock.unlock();
        }
    }

    private static long nanos(Duration timeToLive) {
        return timeToLive.isZero() || timeToLive.compareTo(MAX_TIME_TO_LIVE) > 0
                ? MAX_TIME_TO_LIVE.toNanos()
                : timeToLive.toNanos();
    }

    /**
     * Removes a value, if there is one.
     *
     * @param key where it is
     * @return what became of it; an error for a result key without a control point
     */
    public CacheUpdate delete(CacheKey key) {
        if (hasNoControlPoint(key)) {
            return CacheUpdate.error(NO_CONTROL_POINT);
        }
        lock.lock();
        try {
            remove(byLastUse.get(key));
            return CacheUpdate.SUCCESS;
        } finally {
            lock.unlock();
        }
    }

    private static boolean hasNoControlPoint(CacheKey key) {
        return key instanceof CacheKey.Result result && result.controlPoint().isEmpty();
    }

    /** By estimate: two bytes for each character of a key, as most strings have at most. */
    private static long size(CacheKey key, byte[] value) {
        int characters = key.key().length();
        if (key instanceof CacheKey.Result result) {
            characters += result.controlPoint().length();
        }
        return ENTRY_OVERHEAD_BYTES + 2L * characters + value.length;
    }

    private void add(Entry entry) {
        byLastUse.put(entry.key(), entry);
        byExpiry.add(entry);
        bytes += entry.bytes();
    }

    private void remove(@Nullable Entry entry) {
        if (entry != null) {
            byLastUse.remove(entry.key());
            byExpiry.remove(entry);
            bytes -= entry.bytes();
        }
    }

    private void shrink(long now) {
        for (int i = 0; i < EXPIRED_PER_PUT && !byExpiry.isEmpty(); i++) {
            Entry first = byExpiry.first();
            if (first.expiresAt() > now) {
                break;
            }
            remove(first);
        }
        while (bytes > maxBytes) {
            remove(byLastUse.values().iterator().next());
        }
    }

    /** How many entries there are, with those that have expired and were not noticed yet. */
    int size() {
        lock.lock();
        try {
            return byLastUse.size();
        } finally {
            lock.unlock();
        }
    }

    /** What all entries take, by estimate. */
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }
}
