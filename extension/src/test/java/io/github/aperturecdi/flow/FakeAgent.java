package io.github.aperturecdi.flow;

import io.github.aperturecdi.flow.spi.Agent;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.flow.spi.InflightToken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** An agent behind the seam that gives one decision and keeps what it was told. */
final class FakeAgent implements Agent {

    Decision decision = Decision.admitted();

    /** What {@link #checkAsync} answers; null for {@link #decision} at once. */
    @Nullable CompletableFuture<Decision> answer;

    /** What happens while {@link #check} is asked, the agent closes, and it hears of an end. */
    Runnable whileAsked = () -> {};

    Runnable whileClosing = () -> {};
    Runnable whileEnding = () -> {};
    boolean waits = true;
    final List<FlowRequest> checks = Collections.synchronizedList(new ArrayList<>());
    final List<Duration> timeouts = Collections.synchronizedList(new ArrayList<>());
    final List<EndedFlow> ended = Collections.synchronizedList(new ArrayList<>());
    final Map<CacheKey, byte[]> cache = new ConcurrentHashMap<>();
    Set<String> tokenKeys = Set.of();
    int closed;

    @Override
    public Set<String> tokenKeys() {
        return tokenKeys;
    }

    @Override
    public Decision check(FlowRequest request, Duration timeout) {
        checks.add(request);
        timeouts.add(timeout);
        whileAsked.run();
        return decision;
    }

    @Override
    public CompletableFuture<Decision> checkAsync(FlowRequest request, Duration timeout) {
        Decision now = check(request, timeout);
        return answer != null ? answer : CompletableFuture.completedFuture(now);
    }

    @Override
    public boolean blocks() {
        return waits;
    }

    @Override
    public void end(EndedFlow flow) {
        whileEnding.run();
        ended.add(flow);
    }

    List<InflightToken> endedTokens() {
        return ended.stream().flatMap(flow -> flow.decision().inflight().stream()).toList();
    }

    @Override
    public CompletableFuture<CacheLookup> cacheGet(CacheKey key) {
        byte[] value = cache.get(key);
        return CompletableFuture.completedFuture(
                value == null ? CacheLookup.MISS : CacheLookup.hit(value));
    }

    @Override
    public CompletableFuture<CacheUpdate> cachePut(
            CacheKey key, byte[] value, Duration timeToLive) {
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
