package io.github.aperturecdi.embedded;

import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.embedded.engine.Engine;
import io.github.aperturecdi.embedded.engine.LimiterDecision;
import io.github.aperturecdi.embedded.engine.LimiterId;
import io.github.aperturecdi.embedded.engine.Outcome;
import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.CacheUpdate;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.Agent;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.flow.spi.CachedValues;
import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.flow.spi.InflightToken;
import io.github.aperturecdi.flow.spi.UncountedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The direct face of an engine: decides on the caller's thread, and waits for nothing. A timeout
 * has no meaning here, for no limiter makes a flow wait. As in Aperture's agent, the cache is
 * looked up for admitted flows only: a flow with a cached result counts like every other.
 */
public final class EmbeddedAgent implements Agent {

    private static final CacheUpdate CLOSED = CacheUpdate.absent("the embedded agent is closed");

    private final Engine engine;
    private volatile boolean closed;

    /**
     * Opens an agent.
     *
     * @param engine who decides
     */
    public EmbeddedAgent(Engine engine) {
        this.engine = engine;
    }

    @Override
    public Decision check(FlowRequest request, Duration timeout) {
        if (closed) {
            return Decision.unreachable();
        }
        Outcome outcome = engine.decide(request.controlPoint(), request.labels());
        if (!outcome.admitted()) {
            return rejection(outcome);
        }
        Decision admission = admission(outcome);
        return request.resultCacheKey() == null && request.globalCacheKeys().isEmpty()
                ? admission
                : admission.with(cached(request), null);
    }

    private Decision admission(Outcome outcome) {
        // By index: most flows come by here, and need no iterator.
        for (int i = 0; i < outcome.decisions().size(); i++) {
            LimiterDecision decision = outcome.decisions().get(i);
            if (!decision.requestId().isEmpty() || !decision.counted()) {
                return Decision.admitted(inflight(outcome)).withUncounted(uncounted(outcome));
            }
        }
        return Decision.admitted();
    }

    /** Not the limiters that pass everything through: their policy wants that. */
    private List<UncountedBy> uncounted(Outcome outcome) {
        List<UncountedBy> uncounted = new ArrayList<>(0);
        for (LimiterDecision decision : outcome.decisions()) {
            String key = decision.counted() ? null : engine.countsBy(decision.id());
            if (key != null) {
                uncounted.add(
                        new UncountedBy(
                                decision.id().policyName(), decision.id().componentId(), key));
            }
        }
        return uncounted;
    }

    @Override
    public Set<String> tokenKeys() {
        return engine.tokenKeys();
    }

    private CachedValues cached(FlowRequest request) {
        CacheKey.Result key = request.resultCacheKey();
        Map<String, CacheLookup> global = new HashMap<>();
        for (String name : request.globalCacheKeys()) {
            global.put(name, engine.cache().get(new CacheKey.Global(name)));
        }
        return new CachedValues(
                key == null ? CacheLookup.ABSENT : engine.cache().get(key), Map.copyOf(global));
    }

    private static Decision rejection(Outcome outcome) {
        return Decision.rejected(
                RejectReason.RATE_LIMITED,
                outcome.deniedStatus(),
                outcome.waitNanos() > 0 ? Duration.ofNanos(outcome.waitNanos()) : null,
                outcome.decisions().stream()
                        .filter(LimiterDecision::dropped)
                        .map(decision -> decision.id().policyName())
                        .distinct()
                        .toList(),
                List.of());
    }

    @Override
    public CompletableFuture<Decision> checkAsync(FlowRequest request, Duration timeout) {
        return CompletableFuture.completedFuture(check(request, timeout));
    }

    @Override
    public boolean blocks() {
        return false;
    }

    private static List<InflightToken> inflight(Outcome outcome) {
        return outcome.decisions().stream()
                .filter(decision -> !decision.requestId().isEmpty())
                .map(
                        decision ->
                                new InflightToken(
                                        decision.id().policyName(),
                                        decision.id().policyHash(),
                                        decision.id().componentId(),
                                        decision.label(),
                                        decision.requestId(),
                                        decision.consumed()))
                .toList();
    }

    @Override
    public void end(EndedFlow flow) {
        for (InflightToken token : flow.decision().inflight()) {
            engine.end(
                    new LimiterId(token.policyName(), token.policyHash(), token.componentId()),
                    token.label(),
                    token.requestId());
        }
    }

    @Override
    public CompletableFuture<CacheLookup> cacheGet(CacheKey key) {
        return CompletableFuture.completedFuture(
                closed ? CacheLookup.ABSENT : engine.cache().get(key));
    }

    @Override
    public CompletableFuture<CacheUpdate> cachePut(
            CacheKey key, byte[] value, Duration timeToLive) {
        return CompletableFuture.completedFuture(
                closed ? CLOSED : engine.cache().put(key, value.clone(), timeToLive));
    }

    @Override
    public CompletableFuture<CacheUpdate> cacheDelete(CacheKey key) {
        return CompletableFuture.completedFuture(closed ? CLOSED : engine.cache().delete(key));
    }

    @Override
    public boolean connected() {
        return !closed;
    }

    @Override
    public long countedTogether() {
        return engine.countedTogether();
    }

    @Override
    public void close() {
        closed = true;
    }
}
