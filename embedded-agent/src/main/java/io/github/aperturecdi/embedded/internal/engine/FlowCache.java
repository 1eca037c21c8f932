package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.CacheUpdate;
import io.github.aperturecdi.flow.spi.CacheKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The cache of an agent, in this JVM or in a store. No future fails. */
public interface FlowCache {

    /**
     * Reads a value.
     *
     * @param key where it is
     * @return a hit, a miss, or an error
     */
    CompletableFuture<CacheLookup> get(CacheKey key);

    /**
     * Stores a value, and replaces an earlier one.
     *
     * @param key the key
     * @param value the value, owned by the cache from now on
     * @param timeToLive see {@link AgentCache#put}
     * @return the result
     */
    CompletableFuture<CacheUpdate> put(CacheKey key, byte[] value, Duration timeToLive);

    /**
     * Removes a value.
     *
     * @param key the key
     * @return the result
     */
    CompletableFuture<CacheUpdate> delete(CacheKey key);
}
