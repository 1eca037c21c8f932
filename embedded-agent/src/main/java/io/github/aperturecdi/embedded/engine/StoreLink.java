package io.github.aperturecdi.embedded.engine;

import io.github.aperturecdi.embedded.store.Counter;
import io.github.aperturecdi.embedded.store.SharedStore;
import io.github.aperturecdi.embedded.store.Sharing;
import io.github.aperturecdi.flow.spi.StoreFailure;
import io.github.aperturecdi.flow.spi.Ticker;
import io.github.aperturecdi.internal.Breaker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An engine's link to a shared store. It does not ask a store that is away, and asks again as soon
 * as one question a second is answered.
 */
final class StoreLink {

    private static final System.Logger LOG = System.getLogger(Engine.class.getName());

    /** The silence after which a store counts as away, if several callers have waited for it. */
    private static final long SILENCE = 1_000_000_000;

    private static final long LONGEST_CLOSE = 2_000_000_000;
    private static final long LOOK = 1_000_000;

    private final SharedStore store;
    private final StoreFailure onFailure;
    private final Ticker ticker;
    private final Breaker breaker = new Breaker();
    private final OwnPlaces places;
    private volatile long lastAnswer;
    private volatile boolean hasAnswered;
    private final LongAdder without = new LongAdder();
    private final AtomicInteger open = new AtomicInteger();

    StoreLink(Sharing sharing, Ticker ticker) {
        this.store = sharing.store();
        this.onFailure = sharing.onFailure();
        this.ticker = ticker;
        this.places = new OwnPlaces(this, ticker);
        store.onConnected(this::connected);
    }

    /** The name of a count. A long label has a short form, as counts may wait in large numbers. */
    static Counter counter(LimiterId id, String label) {
        return new Counter(id.policyName(), id.componentId(), LongValues.key(label));
    }

    SharedStore store() {
        return store;
    }

    StoreFailure onFailure() {
        return onFailure;
    }

    OwnPlaces places() {
        return places;
    }

    boolean isAway() {
        return breaker.isOpen() || !store.connected();
    }

    /** Counts a decision that was made without the store. */
    void decidedWithout() {
        without.increment();
    }

    /**
     * Asks the store.
     *
     * @param controlPoint the control point of the flow
     * @param operation the question
     * @param done runs when the question is answered or has failed, unless it was abandoned before
     * @param late takes an answer that came after the question was abandoned
     * @return the question; null if the store is away and not asked
     */
    <R> @Nullable Ask<R> ask(
            String controlPoint,
            Function<SharedStore, CompletionStage<R>> operation,
            Consumer<Ask<R>> done,
            Consumer<R> late) {
        long now = ticker.nanos();
        Breaker.Permit permit = breaker.permit(controlPoint, now);
        if (permit == null) {
            return null;
        }
        Ask<R> ask = new Ask<>(controlPoint, now, permit);
        opened();
        begin(operation)
                .whenComplete(
                        (answer, failure) -> {
                            boolean told;
                            if (failure == null) {
                                answered();
                                told = ask.answer(answer);
                            } else {
                                failed(permit, controlPoint, failure);
                                told = ask.fail();
                            }
                            try {
                                if (told) {
                                    done.accept(ask);
                                } else if (failure == null) {
                                    late.accept(answer);
                                }
                            } finally {
                                answeredInFull();
                            }
                        });
        return ask;
    }

    /** Counts a request that {@link #close} waits for, until {@link #answeredInFull}. */
    void opened() {
        open.incrementAndGet();
    }

    void answeredInFull() {
        open.decrementAndGet();
    }

    /** Asks the store, whether it is away or not. */
    <R> CompletionStage<R> begin(Function<SharedStore, CompletionStage<R>> operation) {
        try {
            return operation.apply(store);
        } catch (RuntimeException | LinkageError e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Gives tokens back that no flow uses. There is no caller to tell about a failure. */
    void giveBack(Counter counter, io.github.aperturecdi.embedded.store.Bucket bucket, double n) {
        if (!isAway()) {
            begin(to -> to.settle(counter, bucket, -n));
        }
    }

    /**
     * Reports a question that was abandoned, as the store has not answered in time. Short timeouts
     * alone do not make a store count as away.
     */
    void timedOut(Ask<?> ask) {
        opened(
                breaker.gaveUp(ask.permit, ask.controlPoint, ask.began, SILENCE, ticker.nanos()),
                null);
    }

    /** Whether the store has answered any question since this one began. */
    boolean hasAnsweredSince(Ask<?> ask) {
        return hasAnswered && lastAnswer - ask.began >= 0;
    }

    private void answered() {
        lastAnswer = ticker.nanos();
        hasAnswered = true;
        if (isBack()) {
            places.tellAll();
        } else {
            places.tellLate();
        }
    }

    /** A store with a new connection is asked at once. */
    private void connected() {
        isBack();
        places.tellAll();
    }

    private boolean isBack() {
        boolean back = breaker.succeeded(ticker.nanos());
        if (back) {
            LOG.log(
                    System.Logger.Level.INFO,
                    EngineTexts.storeIsBack(store.description(), without.sumThenReset()));
        }
        return back;
    }

    private void failed(Breaker.Permit permit, String controlPoint, @Nullable Throwable failure) {
        opened(breaker.failed(permit, controlPoint, ticker.nanos()), failure);
    }

    private void opened(Breaker.Effect effect, @Nullable Throwable failure) {
        if (effect == Breaker.Effect.OPENED) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    EngineTexts.storeIsAway(store.description(), failure, onFailure));
        }
    }

    /** Gives back the tokens in flight of this instance, and closes the store. */
    void close() {
        // What the store grants meanwhile, to flows that are given up, goes back as well.
        awaitAnswers();
        places.close();
        awaitAnswers();
        store.close();
    }

    /** Waits a short time. Tokens of which the store is not told come back when they expire. */
    private void awaitAnswers() {
        long begin = System.nanoTime();
        while (open.get() > 0
                && !isAway()
                && !Thread.currentThread().isInterrupted()
                && System.nanoTime() - begin < LONGEST_CLOSE) {
            LockSupport.parkNanos(LOOK);
        }
    }
}
