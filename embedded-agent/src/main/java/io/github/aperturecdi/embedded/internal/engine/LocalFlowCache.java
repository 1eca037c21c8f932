package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.CacheUpdate;
import io.github.aperturecdi.flow.spi.CacheKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The cache in this JVM. */
record LocalFlowCache(AgentCache cache) implements FlowCache {

    @Override
    public CompletableFuture<CacheLookup> get(CacheKey key) {
        return CompletableFuture.completedFuture(cache.get(key));
    }

    @Override
    public CompletableFuture<CacheUpdate> put(CacheKey key, byte[] value, Duration timeToLive) {
        return CompletableFuture.completedFuture(cache.put(key, value, timeToLive));
    }

    @Override
    public CompletableFuture<CacheUpdate> delete(CacheKey key) {
        return CompletableFuture.completedFuture(cache.delete(key));
    }
}
