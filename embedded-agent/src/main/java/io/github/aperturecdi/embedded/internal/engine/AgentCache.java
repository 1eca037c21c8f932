package io.github.aperturecdi.embedded.internal.engine;

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
 * The agent's cache. It follows the rules of Aperture's agent, and keeps values under result keys,
 * separately for each control point, and under global keys.
 *
 * <p>Unlike the cache of Aperture's agent, it bounds its memory: expired entries are removed first,
 * then the least recently used ones. Safe for use by several threads. It has no thread and needs no
 * close.
 */
final class AgentCache {

    /** The limit on the estimated bytes of all entries together: 64 MiB. */
    static final long MAX_BYTES = 64L * 1024 * 1024;

    /**
     * The size limit of a message to Aperture's agent. An entry that fits here fits there as well.
     */
    static final int MAX_ENTRY_BYTES = 4 * 1024 * 1024;

    /** The longest time to live, as in Aperture's agent. It also stands for a time to live of 0. */
    static final Duration MAX_TIME_TO_LIVE = Duration.ofDays(7);

    /** The estimated bytes of an entry without its key and value. */
    static final int ENTRY_OVERHEAD_BYTES = 200;

    /**
     * The expired entries that one put removes at most. More than one, so that the cache shrinks
     * faster than it grows; few, so that each put is quick.
     */
    private static final int EXPIRED_PER_PUT = 16;

    /** The message text of Aperture's agent. */
    private static final String NO_CONTROL_POINT = "cache control_point cannot be empty";

    private static final CacheUpdate TOO_LARGE =
            CacheUpdate.error("the cache entry has more than " + MAX_ENTRY_BYTES + " bytes");

    /** An entry. Its number orders entries with the same expiry time. */
    private record Entry(String name, byte[] value, long bytes, long expiresAt, long number) {}

    private final Ticker ticker;
    private final long origin;
    private final long maxBytes;

    private final ReentrantLock lock = new ReentrantLock();

    /**
     * The entries by {@link #name}. A hash table orders strings with the same hash code, and would
     * search through keys of another kind one by one.
     */
    private final Map<String, Entry> byLastUse = new LinkedHashMap<>(16, 0.75f, true);

    private final TreeSet<Entry> byExpiry =
            new TreeSet<>(
                    Comparator.comparingLong(Entry::expiresAt).thenComparingLong(Entry::number));
    private long bytes;
    private long puts;

    /**
     * Makes an empty cache of {@link #MAX_BYTES}.
     *
     * @param ticker the clock
     */
    AgentCache(Ticker ticker) {
        this(ticker, MAX_BYTES);
    }

    AgentCache(Ticker ticker, long maxBytes) {
        this.ticker = ticker;
        this.origin = ticker.nanos();
        this.maxBytes = maxBytes;
    }

    /** The problem of a key; null for none. */
    static @Nullable String problem(CacheKey key) {
        return hasNoControlPoint(key) ? NO_CONTROL_POINT : null;
    }

    /** The problem of an entry; null for none. */
    static @Nullable CacheUpdate problem(CacheKey key, byte[] value) {
        if (hasNoControlPoint(key)) {
            return CacheUpdate.error(NO_CONTROL_POINT);
        }
        return size(key, value) > MAX_ENTRY_BYTES ? TOO_LARGE : null;
    }

    /** The time that an entry is kept: 0 and more than 7 days mean 7 days. */
    static Duration bounded(Duration timeToLive) {
        return timeToLive.isZero() || timeToLive.compareTo(MAX_TIME_TO_LIVE) > 0
                ? MAX_TIME_TO_LIVE
                : timeToLive;
    }

    /** The time since the cache was made. The ticker's own numbers may wrap around. */
    private long now() {
        return ticker.nanos() - origin;
    }

    /**
     * Reads a value.
     *
     * @param key where it is
     * @return a hit, a miss, or an error for a result key without a control point
     */
    CacheLookup get(CacheKey key) {
        if (hasNoControlPoint(key)) {
            return CacheLookup.error(NO_CONTROL_POINT);
        }
        String name = name(key);
        lock.lock();
        try {
            Entry entry = byLastUse.get(name);
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
     * Stores a value, and replaces an earlier one.
     *
     * @param key the key
     * @param value the value, owned by the cache from now on
     * @param timeToLive how long the value is kept; 0 and more than 7 days mean 7 days, and a
     *     negative time means that the value has expired already
     * @return the result; an error for a result key without a control point, and for an entry that
     *     exceeds the size of a message
     */
    CacheUpdate put(CacheKey key, byte[] value, Duration timeToLive) {
        if (hasNoControlPoint(key)) {
            return CacheUpdate.error(NO_CONTROL_POINT);
        }
        long size = size(key, value);
        if (size > Math.min(MAX_ENTRY_BYTES, maxBytes)) {
            return TOO_LARGE;
        }
        String name = name(key);
        lock.lock();
        try {
            long now = now();
            remove(byLastUse.get(name));
            if (!timeToLive.isNegative()) {
                add(new Entry(name, value, size, now + nanos(timeToLive), puts++));
            }
            shrink(now);
            return CacheUpdate.SUCCESS;
        } finally {
            lock.unlock();
        }
    }

    private static long nanos(Duration timeToLive) {
        return bounded(timeToLive).toNanos();
    }

    /**
     * Removes a value, if there is one.
     *
     * @param key where it is
     * @return the result; an error for a result key without a control point
     */
    CacheUpdate delete(CacheKey key) {
        if (hasNoControlPoint(key)) {
            return CacheUpdate.error(NO_CONTROL_POINT);
        }
        String name = name(key);
        lock.lock();
        try {
            remove(byLastUse.get(name));
            return CacheUpdate.SUCCESS;
        } finally {
            lock.unlock();
        }
    }

    private static boolean hasNoControlPoint(CacheKey key) {
        return key instanceof CacheKey.Result result && result.controlPoint().isEmpty();
    }

    /** A text for a key. Different keys have different texts. */
    private static String name(CacheKey key) {
        return key instanceof CacheKey.Result result
                ? result.controlPoint().length() + ":" + result.controlPoint() + key.key()
                : ":" + key.key();
    }

    /**
     * The estimated size of an entry. Each character of a key counts as two bytes, the most that a
     * string needs.
     */
    private static long size(CacheKey key, byte[] value) {
        int characters = key.key().length();
        if (key instanceof CacheKey.Result result) {
            characters += result.controlPoint().length();
        }
        return ENTRY_OVERHEAD_BYTES + 2L * characters + value.length;
    }

    private void add(Entry entry) {
        byLastUse.put(entry.name(), entry);
        byExpiry.add(entry);
        bytes += entry.bytes();
    }

    private void remove(@Nullable Entry entry) {
        if (entry != null) {
            byLastUse.remove(entry.name());
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

    /** The number of entries, including expired ones that are not removed yet. */
    int size() {
        lock.lock();
        try {
            return byLastUse.size();
        } finally {
            lock.unlock();
        }
    }

    /** The estimated bytes of all entries. */
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }
}
