package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.flow.spi.CachedValues;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The look-ups of one flow in a shared cache. */
final class Lookup extends Slot {

    private final FlowCheck check;
    private final Map<String, CacheLookup> global = new ConcurrentHashMap<>();
    private volatile CacheLookup result = CacheLookup.ABSENT;
    private final AtomicInteger open = new AtomicInteger(1);
    private final AtomicBoolean over = new AtomicBoolean();

    Lookup(WaitingFlow flow, FlowCheck check) {
        super(flow);
        this.check = check;
        admitted = true;
    }

    /** Asks for all keys. */
    void begin(FlowCache cache, Deliveries deliveries) {
        if (check.resultKey() != null) {
            get(cache, check.resultKey());
        }
        for (String key : check.globalKeys()) {
            get(cache, new CacheKey.Global(key));
        }
        oneIsOver(deliveries);
    }

    private void get(FlowCache cache, CacheKey key) {
        open.incrementAndGet();
        cache.get(key)
                .thenAccept(
                        found -> {
                            if (key instanceof CacheKey.Result) {
                                result = found;
                            } else {
                                global.put(key.key(), found);
                            }
                            Deliveries deliveries = new Deliveries();
                            oneIsOver(deliveries);
                            deliveries.deliver();
                        });
    }

    private void oneIsOver(Deliveries deliveries) {
        if (open.decrementAndGet() == 0) {
            stop(deliveries);
        }
    }

    private void stop(Deliveries deliveries) {
        if (over.compareAndSet(false, true)) {
            deliveries.decided(this);
        }
    }

    CachedValues values() {
        return new CachedValues(result, Map.copyOf(global));
    }

    @Override
    LimiterDecision decision() {
        throw new IllegalStateException("a look-up decides nothing");
    }

    @Override
    void giveUp(long now, Deliveries deliveries) {
        stop(deliveries);
    }

    @Override
    void stopAsking(long now, Deliveries deliveries) {
        stop(deliveries);
    }

    /** Does nothing: the flow has one alarm for all its questions. */
    @Override
    void ring(long now, Deliveries deliveries) {}
}
