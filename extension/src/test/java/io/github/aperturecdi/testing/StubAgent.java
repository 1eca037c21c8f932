package io.github.aperturecdi.testing;

import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.CacheUpdate;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.FlowStatus;
import io.github.aperturecdi.flow.spi.Agent;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.flow.spi.CachedValues;
import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.flow.spi.InflightToken;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * An agent without a wire: it makes one decision, keeps a cache, and records what it is told. Tests
 * set the fields. {@link ScriptedAgent} is the stub behind a socket.
 */
public final class StubAgent implements Agent {

    public volatile Decision decision;

    /** The result of a check; null for {@link #decision} at once. */
    public volatile @Nullable CompletableFuture<Decision> answer;

    public volatile boolean blocks = true;

    public volatile Runnable whileChecking = () -> {};
    public volatile Runnable whileEnding = () -> {};
    public volatile Runnable whileClosing = () -> {};
    public volatile Set<String> tokenKeys = Set.of();

    /** The result of every look-up; null for what {@link #cache} holds. */
    public volatile @Nullable CacheLookup lookup;

    /** The result of every store, which then stores nothing; null for success. */
    public volatile @Nullable CompletableFuture<CacheUpdate> update;

    /** The error of every store; null for none. */
    public volatile @Nullable Error failure;

    public final List<FlowRequest> checks = new CopyOnWriteArrayList<>();
    public final List<Duration> timeouts = new CopyOnWriteArrayList<>();
    public final List<EndedFlow> ended = new CopyOnWriteArrayList<>();
    public final Map<CacheKey, byte[]> cache = new ConcurrentHashMap<>();
    public final List<Duration> timesToLive = new CopyOnWriteArrayList<>();
    public volatile int closed;

    /** Admits, as an agent over the network does. */
    public StubAgent() {
        decision = Decision.admitted();
    }

    /** Decides without blocking, as the embedded agent does. */
    public StubAgent(Decision decision) {
        this.decision = decision;
        blocks = false;
    }

    @Override
    public Set<String> tokenKeys() {
        return tokenKeys;
    }

    @Override
    public Decision check(FlowRequest request, Duration timeout) {
        return checkAsync(request, timeout).join();
    }

    private Decision decide(FlowRequest request, Duration timeout) {
        checks.add(request);
        timeouts.add(timeout);
        whileChecking.run();
        Decision made = decision;
        CacheKey.Result key = request.resultCacheKey();
        return key != null
                        && made.type() == Decision.Type.ADMITTED
                        && made.cached() == CachedValues.NONE
                ? made.with(new CachedValues(find(key), Map.of()), made.receipt())
                : made;
    }

    @Override
    public CompletableFuture<Decision> checkAsync(FlowRequest request, Duration timeout) {
        Decision made = decide(request, timeout);
        CompletableFuture<Decision> later = answer;
        return later != null ? later : CompletableFuture.completedFuture(made);
    }

    @Override
    public boolean blocks() {
        return blocks;
    }

    @Override
    public void end(EndedFlow flow) {
        whileEnding.run();
        ended.add(flow);
    }

    public List<InflightToken> endedTokens() {
        return ended.stream().flatMap(flow -> flow.decision().inflight().stream()).toList();
    }

    public List<FlowStatus> statuses() {
        return ended.stream().map(EndedFlow::status).toList();
    }

    private CacheLookup find(CacheKey key) {
        CacheLookup set = lookup;
        if (set != null) {
            return set;
        }
        byte[] value = cache.get(key);
        return value == null ? CacheLookup.MISS : CacheLookup.hit(value);
    }

    @Override
    public CompletableFuture<CacheLookup> cacheGet(CacheKey key) {
        return CompletableFuture.completedFuture(find(key));
    }

    @Override
    public CompletableFuture<CacheUpdate> cachePut(
            CacheKey key, byte[] value, Duration timeToLive) {
        Error error = failure;
        if (error != null) {
            throw error;
        }
        timesToLive.add(timeToLive);
        CompletableFuture<CacheUpdate> set = update;
        if (set != null) {
            return set;
        }
        cache.put(key, value);
        return CompletableFuture.completedFuture(CacheUpdate.SUCCESS);
    }

    @Override
    public CompletableFuture<CacheUpdate> cacheDelete(CacheKey key) {
        cache.remove(key);
        return CompletableFuture.completedFuture(CacheUpdate.SUCCESS);
    }

    @Override
    public boolean connected() {
        return true;
    }

    @Override
    public void close() {
        whileClosing.run();
        closed++;
    }
}
