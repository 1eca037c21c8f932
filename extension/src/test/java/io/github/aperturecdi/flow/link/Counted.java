package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.CacheUpdate;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.Agent;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.flow.spi.EndedFlow;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** An agent that counts the flows that it decided, and those that it was told the end of. */
final class Counted implements Agent {

    private final Agent agent;
    private final AtomicLong started = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private final AtomicLong endedTwice = new AtomicLong();
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private final Set<Decision> seen =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    Counted(Agent agent) {
        this.agent = agent;
    }

    /** How many flows the agent waits for the end of. */
    long started() {
        return started.get();
    }

    long ended() {
        return ended.get();
    }

    long endedTwice() {
        return endedTwice.get();
    }

    /** The request ids of what the ended flows held. */
    Set<String> held() {
        return new HashSet<>(held);
    }

    private Decision count(Decision decision) {
        if (decision.receipt() != null) {
            started.incrementAndGet();
        }
        return decision;
    }

    @Override
    public Decision check(FlowRequest request, Duration timeout) {
        return count(agent.check(request, timeout));
    }

    @Override
    public CompletableFuture<Decision> checkAsync(FlowRequest request, Duration timeout) {
        CompletableFuture<Decision> decision = agent.checkAsync(request, timeout);
        CompletableFuture<Decision> counted = new CompletableFuture<>();
        decision.whenComplete(
                (made, cancelled) -> {
                    if (made == null) {
                        counted.cancel(false);
                    } else if (counted.complete(made)) {
                        count(made);
                    } else if (made.receipt() != null) {
                        agent.end(Ends.of(request, made));
                    }
                });
        counted.whenComplete(
                (made, cancelled) -> {
                    if (cancelled != null) {
                        decision.cancel(false);
                    }
                });
        return counted;
    }

    @Override
    public boolean blocks() {
        return agent.blocks();
    }

    @Override
    public void end(EndedFlow flow) {
        ended.incrementAndGet();
        if (!seen.add(flow.decision())) {
            endedTwice.incrementAndGet();
        }
        flow.decision().inflight().forEach(token -> held.add(token.requestId()));
        agent.end(flow);
    }

    @Override
    public CompletableFuture<CacheLookup> cacheGet(CacheKey key) {
        return agent.cacheGet(key);
    }

    @Override
    public CompletableFuture<CacheUpdate> cachePut(CacheKey key, byte[] value, Duration ttl) {
        return agent.cachePut(key, value, ttl);
    }

    @Override
    public CompletableFuture<CacheUpdate> cacheDelete(CacheKey key) {
        return agent.cacheDelete(key);
    }

    @Override
    public boolean connected() {
        return agent.connected();
    }

    @Override
    public void close() {
        agent.close();
    }
}
