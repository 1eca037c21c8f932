package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.store.Counter;
import io.github.aperturecdi.embedded.store.HeldPlace;
import io.github.aperturecdi.flow.spi.Ticker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The tokens in flight of this instance that a shared store counts, and the ends that the store
 * could not be told. When the store is back, it is told both, in portions that leave room for the
 * questions of flows.
 */
final class OwnPlaces {

    /** Past this number, tokens come back when they expire. */
    private static final int MAX_LATE_ENDS = 100_000;

    /** Up to this number, expired tokens need not be dropped. */
    private static final int FEW = 1_000;

    private static final int PORTION = 500;

    /** What is told after each answer to a flow, which a lost answer cannot hold up. */
    private static final int FEW_AT_ONCE = 20;

    /** The pause after the store has refused an end. */
    private static final long PAUSE = 100_000_000;

    /**
     * @param taken whether the store has handed out the tokens; otherwise it has not answered yet
     */
    private record Held(Counter counter, double tokens, long expiry, boolean taken) {}

    private record Kept(Counter counter, List<HeldPlace> places) {

        Place place(HeldPlace held, long now) {
            return new Place(counter, held.requestId(), now + held.leftNanos());
        }
    }

    /**
     * @param expiry when its end need not be told any more
     */
    private record Place(Counter counter, String requestId, long expiry) {}

    private final StoreLink link;
    private final Ticker ticker;
    private final Map<String, Held> held = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Place> lateEnds = new ConcurrentLinkedQueue<>();
    private final AtomicInteger lateEndsWaiting = new AtomicInteger();
    private final Queue<Kept> keeps = new ConcurrentLinkedQueue<>();
    private volatile int dropAt = FEW;
    private volatile long pausedUntil;
    private volatile boolean closes;

    /** Whose turn it is when the store is told something. Threads may miss a turn. */
    private volatile boolean endsFirst;

    OwnPlaces(StoreLink link, Ticker ticker) {
        this.link = link;
        this.ticker = ticker;
        this.pausedUntil = ticker.nanos();
    }

    /** The store is being asked for tokens. */
    void asked(Counter counter, String requestId, double tokens, long expiry) {
        hold(requestId, new Held(counter, tokens, expiry, false));
    }

    /** A flow has its tokens, from the store or without it. */
    void took(Counter counter, String requestId, double tokens, long expiry) {
        hold(requestId, new Held(counter, tokens, expiry, true));
    }

    /** The store has handed out no tokens. */
    void refused(String requestId) {
        held.remove(requestId);
    }

    private void hold(String requestId, Held place) {
        held.put(requestId, place);
        if (held.size() > dropAt) {
            long now = ticker.nanos();
            held.values().removeIf(each -> each.expiry() - now <= 0);
            dropAt = Math.max(FEW, 2 * held.size());
        }
    }

    /**
     * Ends a flow in flight, here or in another instance. The store gets the end of a flow of
     * another instance now or not at all.
     *
     * @return whether the store had its tokens in flight; false if it cannot be told now
     */
    CompletionStage<Boolean> end(Counter counter, String requestId) {
        Held own = held.remove(requestId);
        return end(new Place(counter, requestId, own == null ? ticker.nanos() : own.expiry()));
    }

    private CompletionStage<Boolean> end(Place place) {
        if (cannotTell()) {
            tellLater(place);
            return CompletableFuture.completedFuture(false);
        }
        link.opened();
        return link.begin(store -> store.end(place.counter(), place.requestId()))
                .handle(
                        (returned, failure) -> {
                            link.answeredInFull();
                            if (failure != null) {
                                pause();
                                tellLater(place);
                            }
                            return failure == null && returned;
                        });
    }

    /** At the close, a store that refuses the questions of flows may still take their ends. */
    private boolean cannotTell() {
        return closes ? !link.store().connected() : link.isAway();
    }

    private void tellLater(Place place) {
        if (isExpired(place)) {
            return;
        }
        if (lateEndsWaiting.incrementAndGet() > MAX_LATE_ENDS) {
            lateEndsWaiting.decrementAndGet();
        } else {
            lateEnds.add(place);
        }
    }

    private boolean isExpired(Place place) {
        return place.expiry() - ticker.nanos() <= 0;
    }

    /** The store may refuse the next end as well, such as for a key of another type. */
    private void pause() {
        pausedUntil = ticker.nanos() + PAUSE;
    }

    private boolean isPaused() {
        return pausedUntil - ticker.nanos() > 0;
    }

    /** Tells the store some of what it could not be told, as it has just answered. */
    void tellLate() {
        tell(FEW_AT_ONCE);
    }

    /** Tells the store all tokens in flight, as it may have lost them, and all late ends. */
    void tellAll() {
        long now = ticker.nanos();
        Map<Counter, List<HeldPlace>> places = new HashMap<>();
        held.forEach(
                (id, each) -> {
                    long left = each.expiry() - now;
                    if (left > 0 && each.taken()) {
                        places.computeIfAbsent(each.counter(), c -> new ArrayList<>())
                                .add(new HeldPlace(id, each.tokens(), left));
                    }
                });
        pausedUntil = now;
        keeps.clear();
        places.forEach(
                (counter, own) -> {
                    for (int i = 0; i < own.size(); i += PORTION) {
                        keeps.add(
                                new Kept(
                                        counter,
                                        own.subList(i, Math.min(i + PORTION, own.size()))));
                    }
                });
        tell(PORTION);
    }

    /** Tells a portion, and the next one when the store has answered to all of it. */
    private void tell(int most) {
        List<CompletableFuture<?>> portion = new ArrayList<>();
        while (portion.size() < most && !isPaused() && !link.isAway()) {
            // By turns: what the store refuses waits again, and must not hold up the others.
            endsFirst = !endsFirst;
            Place late = endsFirst ? lateEnds.poll() : null;
            Kept kept = late == null ? keeps.poll() : null;
            if (late == null && kept == null) {
                late = lateEnds.poll();
            }
            if (kept != null) {
                portion.add(keep(kept));
            } else if (late == null) {
                break;
            } else {
                lateEndsWaiting.decrementAndGet();
                if (!isExpired(late)) {
                    portion.add(end(late).toCompletableFuture());
                }
            }
        }
        if (portion.size() == PORTION) {
            CompletableFuture.allOf(portion.toArray(new CompletableFuture<?>[0]))
                    .whenComplete((all, failure) -> tell(PORTION));
        }
    }

    private CompletableFuture<?> keep(Kept kept) {
        return link.begin(store -> store.keep(kept.counter(), kept.places()))
                .whenComplete(
                        (done, failure) -> {
                            if (failure != null) {
                                pause();
                                keeps.add(kept);
                            }
                            // A flow may have ended just before the store was told to keep it.
                            for (HeldPlace each : kept.places()) {
                                if (!held.containsKey(each.requestId())) {
                                    end(kept.place(each, ticker.nanos()));
                                }
                            }
                        })
                .toCompletableFuture();
    }

    /**
     * Gives all tokens in flight back.
     *
     * @return completed when the store is told, or cannot be told
     */
    CompletableFuture<@Nullable Void> close() {
        closes = true;
        CompletableFuture<@Nullable Void> all = new CompletableFuture<>();
        Deque<Place> places = new ArrayDeque<>();
        held.forEach((id, each) -> places.add(new Place(each.counter(), id, each.expiry())));
        Place late = lateEnds.poll();
        while (late != null) {
            places.add(late);
            late = lateEnds.poll();
        }
        endAll(places, all);
        return all;
    }

    private void endAll(Deque<Place> places, CompletableFuture<@Nullable Void> all) {
        if (places.isEmpty() || cannotTell()) {
            all.complete(null);
            return;
        }
        List<CompletableFuture<?>> portion = new ArrayList<>();
        while (portion.size() < PORTION && !places.isEmpty()) {
            portion.add(end(places.remove()).toCompletableFuture());
        }
        CompletableFuture.allOf(portion.toArray(new CompletableFuture<?>[0]))
                .whenComplete((done, failure) -> endAll(places, all));
    }
}
