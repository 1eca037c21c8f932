package io.github.aperturecdi.testing;

import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.CacheUpdate;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.FlowStatus;
import io.github.aperturecdi.flow.spi.Agent;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.flow.spi.EndedFlow;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An agent behind the seam that gives one decision on the spot, and keeps the ends that it is told.
 */
public final class CountingAgent implements Agent {

    private final Decision decision;
    private final List<EndedFlow> ended = new CopyOnWriteArrayList<>();

    public CountingAgent(Decision decision) {
        this.decision = decision;
    }

    public List<EndedFlow> ended() {
        return List.copyOf(ended);
    }

    public List<FlowStatus> statuses() {
        return ended.stream().map(EndedFlow::status).toList();
    }

    @Override
    public Decision check(FlowRequest request, Duration timeout) {
        return decision;
    }

    @Override
    public CompletableFuture<Decision> checkAsync(FlowRequest request, Duration timeout) {
        return CompletableFuture.completedFuture(decision);
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
        return CompletableFuture.completedFuture(CacheLookup.ABSENT);
    }

    @Override
    public CompletableFuture<CacheUpdate> cachePut(CacheKey key, byte[] value, Duration ttl) {
        return CompletableFuture.completedFuture(CacheUpdate.absent("no cache"));
    }

    @Override
    public CompletableFuture<CacheUpdate> cacheDelete(CacheKey key) {
        return CompletableFuture.completedFuture(CacheUpdate.absent("no cache"));
    }

    @Override
    public boolean connected() {
        return true;
    }

    @Override
    public void close() {}
}
