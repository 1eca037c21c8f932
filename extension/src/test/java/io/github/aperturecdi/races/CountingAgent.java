package io.github.aperturecdi.races;

import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.CacheUpdate;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.Agent;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.flow.spi.InflightToken;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An agent that admits one flow, which holds a slot, and counts its ends. Small, for every step of
 * it is one more that the model checker may switch at.
 */
public final class CountingAgent implements Agent {

    /** What the flow is asked with. */
    public static final FlowRequest REQUEST = FlowRequest.at("checkout").build();

    private static final Decision HOLDING =
            Decision.admitted(
                    List.of(new InflightToken("policy", "hash", "root.0", "u:x", "1", 1)));

    private final CompletableFuture<Decision> answer = new CompletableFuture<>();
    private final AtomicInteger admissions = new AtomicInteger();
    private final AtomicInteger ends = new AtomicInteger();
    private final AtomicInteger endsAfterClose = new AtomicInteger();
    private volatile boolean closed;

    /** Answers {@link #checkAsync}, unless the question has been cancelled. */
    public void decide() {
        if (answer.complete(HOLDING)) {
            admissions.incrementAndGet();
        }
    }

    /** The invariant, once nothing is under way. */
    public void requireOneEndForEachAdmission() {
        if (ends.get() != admissions.get()) {
            throw new AssertionError(admissions + " admitted, and told of the end of " + ends);
        }
    }

    /** What an agent that is closed hears of is lost. */
    public void requireNoEndAfterClose() {
        if (endsAfterClose.get() != 0) {
            throw new AssertionError("closed before it was told of the end");
        }
    }

    @Override
    public Decision check(FlowRequest request, Duration timeout) {
        admissions.incrementAndGet();
        return HOLDING;
    }

    @Override
    public CompletableFuture<Decision> checkAsync(FlowRequest request, Duration timeout) {
        return answer;
    }

    @Override
    public boolean blocks() {
        return true;
    }

    @Override
    public void end(EndedFlow flow) {
        if (closed) {
            endsAfterClose.incrementAndGet();
        }
        ends.incrementAndGet();
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public boolean connected() {
        return true;
    }

    @Override
    public CompletableFuture<CacheLookup> cacheGet(CacheKey key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<CacheUpdate> cachePut(CacheKey key, byte[] value, Duration ttl) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<CacheUpdate> cacheDelete(CacheKey key) {
        throw new UnsupportedOperationException();
    }
}
