package io.github.aperturecdi.cache;

import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.CacheUpdate;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.Agent;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.flow.spi.CachedValues;
import io.github.aperturecdi.flow.spi.EndedFlow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An agent that admits every flow, keeps what it is given, and fails where it is told to. */
final class CacheAgent implements Agent {

    final Map<CacheKey, byte[]> values = new HashMap<>();
    final List<Duration> timesToLive = new ArrayList<>();
    final List<EndedFlow> ended = new ArrayList<>();
    Decision decision = Decision.admitted();

    /** What a lookup finds instead of the value; null for the value. */
    @Nullable CacheLookup lookup;

    /** What becomes of every store; null for success. */
    @Nullable CompletableFuture<CacheUpdate> update;

    /** What every store throws; null for nothing. */
    @Nullable Error failure;

    @Override
    public Decision check(FlowRequest request, Duration timeout) {
        CacheKey.Result key = request.resultCacheKey();
        if (key == null || decision.type() != Decision.Type.ADMITTED) {
            return decision.with(CachedValues.NONE, "receipt");
        }
        return decision.with(new CachedValues(find(key), Map.of()), "receipt");
    }

    private CacheLookup find(CacheKey key) {
        if (lookup != null) {
            return lookup;
        }
        byte[] value = values.get(key);
        return value == null ? CacheLookup.MISS : CacheLookup.hit(value);
    }

    @Override
    public CompletableFuture<Decision> checkAsync(FlowRequest request, Duration timeout) {
        return CompletableFuture.completedFuture(check(request, timeout));
    }

    @Override
    public boolean blocks() {
        return false;
    }

    @Override
    public void end(EndedFlow flow) {
        ended.add(flow);
    }

    @Override
    public CompletableFuture<CacheLookup> cacheGet(CacheKey key) {
        return CompletableFuture.completedFuture(find(key));
    }

    @Override
    public CompletableFuture<CacheUpdate> cachePut(
            CacheKey key, byte[] value, Duration timeToLive) {
        if (failure != null) {
            throw failure;
        }
        timesToLive.add(timeToLive);
        if (update != null) {
            return update;
        }
        values.put(key, value);
        return CompletableFuture.completedFuture(CacheUpdate.SUCCESS);
    }

    @Override
    public CompletableFuture<CacheUpdate> cacheDelete(CacheKey key) {
        values.remove(key);
        return CompletableFuture.completedFuture(CacheUpdate.SUCCESS);
    }

    @Override
    public boolean connected() {
        return true;
    }

    @Override
    public void close() {}
}
