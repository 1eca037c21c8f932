package io.github.aperturecdi.embedded.store;

import io.github.aperturecdi.flow.spi.CacheKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The server behind simulated stores: counts and cached values in memory, under a virtual time. A
 * seed draws all faults, so a run repeats. For one thread.
 */
public final class SimulatedServer {

    private record Cached(byte[] value, long until) {}

    final VirtualTime time;
    final Random random;
    Faults faults = Faults.NONE;

    private final Map<Counter, SimulatedBucket> buckets = new HashMap<>();
    private final Map<Counter, SimulatedPlaces> places = new HashMap<>();
    private final Map<CacheKey, Cached> cache = new HashMap<>();
    private final List<SimulatedStore> stores = new ArrayList<>();
    private final Queue<Runnable> unread = new ArrayDeque<>();
    private final Set<Counter> broken = new HashSet<>();
    private boolean up = true;
    private boolean paused;
    private long operations;

    /**
     * Makes an empty server without faults.
     *
     * @param time the clock of the server and its network
     * @param random draws the faults
     */
    public SimulatedServer(VirtualTime time, Random random) {
        this.time = time;
        this.random = random;
    }

    /**
     * Connects an instance.
     *
     * @return its store
     */
    public SimulatedStore connect() {
        SimulatedStore store = new SimulatedStore(this);
        stores.add(store);
        store.reconnect();
        return store;
    }

    void leave(SimulatedStore store) {
        stores.remove(store);
    }

    /**
     * Sets what goes wrong from now on.
     *
     * @param next the faults
     */
    public void suffer(Faults next) {
        faults = next;
    }

    /**
     * Ends the server. All instances lose their connection.
     *
     * @param losesData whether all counts and cached values are lost
     */
    public void stop(boolean losesData) {
        up = false;
        paused = false;
        unread.clear();
        if (losesData) {
            buckets.clear();
            places.clear();
            cache.clear();
        }
        List.copyOf(stores).forEach(SimulatedStore::disconnect);
    }

    /**
     * Starts the server again. Each instance connects after a time.
     *
     * @param longestNanos the longest such time
     */
    public void start(long longestNanos) {
        up = true;
        for (SimulatedStore store : List.copyOf(stores)) {
            time.later((long) (random.nextDouble() * longestNanos), store::reconnect);
        }
    }

    /**
     * Answers all operations on the places of a counter with an error from now on, as a server does
     * whose key has another type.
     *
     * @param counter whose
     */
    public void breaks(Counter counter) {
        broken.add(counter);
    }

    /** Whether instances can connect. */
    boolean isUp() {
        return up;
    }

    /** Does nothing from now on, and keeps the connections, as a stopped process does. */
    public void pause() {
        paused = true;
    }

    /** Ends a pause: what came meanwhile is done at once. */
    public void resume() {
        paused = false;
        while (!unread.isEmpty() && !paused) {
            unread.remove().run();
        }
    }

    /** Does an operation that has arrived. */
    void receive(Runnable operation) {
        if (paused) {
            unread.add(operation);
        } else if (up) {
            operation.run();
        }
    }

    /**
     * The number of operations that were done so far.
     *
     * @return the number
     */
    public long operations() {
        return operations;
    }

    /**
     * The tokens in flight now.
     *
     * @param counter whose
     * @return the sum
     */
    public double inFlight(Counter counter) {
        SimulatedPlaces held = places.get(counter);
        return held == null ? 0 : held.sum(time.elapsed());
    }

    /**
     * The tokens in a bucket now.
     *
     * @param counter whose
     * @return the tokens; positive infinity for a bucket that was never used
     */
    public double available(Counter counter) {
        SimulatedBucket bucket = buckets.get(counter);
        return bucket == null ? Double.POSITIVE_INFINITY : bucket.available(time.elapsed());
    }

    Tokens take(Counter counter, Bucket bucket, double tokens, long longest) {
        return bucket(counter, bucket).take(bucket, tokens, longest, time.elapsed());
    }

    Tokens settle(Counter counter, Bucket bucket, double tokens) {
        return bucket(counter, bucket).settle(bucket, tokens, time.elapsed());
    }

    private SimulatedBucket bucket(Counter counter, Bucket bucket) {
        operations++;
        return buckets.computeIfAbsent(counter, any -> new SimulatedBucket(bucket, time.elapsed()));
    }

    Places take(Counter counter, PlaceLimit limit, String requestId, double tokens, boolean waits) {
        return places(counter).take(limit, requestId, tokens, waits, time.elapsed());
    }

    boolean end(Counter counter, String requestId) {
        SimulatedPlaces held = places(counter);
        boolean ended = held.end(requestId, time.elapsed());
        if (ended && held.tells()) {
            List.copyOf(stores).forEach(store -> store.tell(counter));
        }
        return ended;
    }

    @Nullable Void keep(Counter counter, List<HeldPlace> kept) {
        places(counter).keep(kept, time.elapsed());
        return null;
    }

    private SimulatedPlaces places(Counter counter) {
        operations++;
        if (broken.contains(counter)) {
            throw new StoreException("The key has another type.", null);
        }
        return places.computeIfAbsent(counter, any -> new SimulatedPlaces());
    }

    byte @Nullable [] get(CacheKey key) {
        operations++;
        Cached cached = cache.get(key);
        return cached == null || cached.until() <= time.elapsed() ? null : cached.value().clone();
    }

    @Nullable Void put(CacheKey key, byte[] value, Duration timeToLive) {
        operations++;
        long most = Long.MAX_VALUE - time.elapsed();
        long nanos = timeToLive.compareTo(Duration.ofNanos(most)) > 0 ? most : timeToLive.toNanos();
        cache.put(key, new Cached(value.clone(), time.elapsed() + nanos));
        return null;
    }

    @Nullable Void delete(CacheKey key) {
        operations++;
        cache.remove(key);
        return null;
    }
}
