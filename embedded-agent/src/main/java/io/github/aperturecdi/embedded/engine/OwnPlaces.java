package io.github.aperturecdi.embedded.engine;

import io.github.aperturecdi.embedded.store.Counter;
import io.github.aperturecdi.embedded.store.HeldPlace;
import io.github.aperturecdi.flow.spi.Ticker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The tokens in flight of this instance that a shared store counts, and the ends that the store
 * could not be told. When the store is back, it is told both.
 */
final class OwnPlaces {

    /** Past this number, tokens come back when they expire. */
    private static final int MAX_LATE_ENDS = 100_000;

    /** Up to this number, expired tokens need not be dropped. */
    private static final int FEW = 1_000;

    private static final int LATE_ENDS_AT_ONCE = 100;

    private record Held(Counter counter, double tokens, long expiry) {}

    private record LateEnd(Counter counter, String requestId) {}

    private final StoreLink link;
    private final Ticker ticker;
    private final Map<String, Held> held = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<LateEnd> lateEnds = new ConcurrentLinkedQueue<>();
    private final AtomicInteger lateEndsWaiting = new AtomicInteger();

    private volatile int dropAt = FEW;

    OwnPlaces(StoreLink link, Ticker ticker) {
        this.link = link;
        this.ticker = ticker;
    }

    void took(Counter counter, String requestId, double tokens, long expiry) {
        held.put(requestId, new Held(counter, tokens, expiry));
        if (held.size() > dropAt) {
            long now = ticker.nanos();
            held.values().removeIf(each -> each.expiry() - now <= 0);
            dropAt = Math.max(FEW, 2 * held.size());
        }
    }

    /**
     * Ends a flow in flight, here or in another instance.
     *
     * @return whether the store had its tokens in flight; false if it cannot be told now
     */
    CompletionStage<Boolean> end(Counter counter, String requestId) {
        held.remove(requestId);
        if (link.isAway()) {
            tellLater(counter, requestId);
            return CompletableFuture.completedFuture(false);
        }
        link.opened();
        return link.begin(store -> store.end(counter, requestId))
                .handle(
                        (returned, failure) -> {
                            link.answeredInFull();
                            if (failure != null) {
                                tellLater(counter, requestId);
                            }
                            return failure == null && returned;
                        });
    }

    private void tellLater(Counter counter, String requestId) {
        if (lateEndsWaiting.incrementAndGet() > MAX_LATE_ENDS) {
            lateEndsWaiting.decrementAndGet();
        } else {
            lateEnds.add(new LateEnd(counter, requestId));
        }
    }

    /** Tells the store ends that it could not be told, as it has just answered. */
    void tellLate() {
        if (lateEndsWaiting.get() > 0) {
            for (int i = 0; i < LATE_ENDS_AT_ONCE; i++) {
                LateEnd next = lateEnds.poll();
                if (next == null) {
                    return;
                }
                lateEndsWaiting.decrementAndGet();
                end(next.counter(), next.requestId());
            }
        }
    }

    /** Tells the store all tokens in flight, as it may have lost them, and all late ends. */
    void tellAll() {
        long now = ticker.nanos();
        Map<Counter, List<HeldPlace>> places = new HashMap<>();
        held.forEach(
                (id, each) -> {
                    long left = each.expiry() - now;
                    if (left > 0) {
                        places.computeIfAbsent(each.counter(), c -> new ArrayList<>())
                                .add(new HeldPlace(id, each.tokens(), left));
                    } else {
                        held.remove(id, each);
                    }
                });
        places.forEach((counter, own) -> link.begin(store -> store.keep(counter, own)));
        for (int left = lateEndsWaiting.get(); left > 0; left -= LATE_ENDS_AT_ONCE) {
            tellLate();
        }
    }

    /** Gives all tokens in flight back. */
    void close() {
        if (!link.isAway()) {
            held.forEach((id, each) -> end(each.counter(), id));
        }
    }
}
