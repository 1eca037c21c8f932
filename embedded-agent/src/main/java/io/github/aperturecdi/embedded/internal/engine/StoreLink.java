package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.store.Bucket;
import io.github.aperturecdi.embedded.store.Counter;
import io.github.aperturecdi.embedded.store.SharedStore;
import io.github.aperturecdi.embedded.store.Sharing;
import io.github.aperturecdi.embedded.store.StoreException;
import io.github.aperturecdi.flow.spi.StoreFailure;
import io.github.aperturecdi.flow.spi.Ticker;
import io.github.aperturecdi.internal.Breaker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
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

    private static final long LONGEST_CLOSE = 4_000_000_000L;

    /** The number of unusable answers after which a message names a store that answers others. */
    private static final int SOME = 5;

    private static final long MESSAGES = 60_000_000_000L;

    private final SharedStore store;
    private final StoreFailure onFailure;
    private final Ticker ticker;
    private final Breaker breaker = new Breaker();
    private final OwnPlaces places;
    private volatile long lastAnswer;
    private volatile boolean hasAnswered;
    private final LongAdder without = new LongAdder();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger unusable = new AtomicInteger();
    private volatile long quietUntil;
    private volatile long lastReturn;
    private final ReentrantLock closes = new ReentrantLock();
    private volatile @Nullable Thread closing;

    StoreLink(Sharing sharing, Ticker ticker) {
        this.store = sharing.store();
        this.onFailure = sharing.onFailure();
        this.ticker = ticker;
        this.places = new OwnPlaces(this, ticker);
        this.quietUntil = ticker.nanos();
        this.lastReturn = quietUntil;
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
                                    late(ask);
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
        if (open.decrementAndGet() == 0) {
            LockSupport.unpark(closing);
        }
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
    void giveBack(Counter counter, Bucket bucket, double tokens) {
        if (!isAway()) {
            opened();
            begin(to -> to.settle(counter, bucket, -tokens))
                    .whenComplete((told, failure) -> answeredInFull());
        }
    }

    /**
     * Reports a question that was abandoned, as the store has not answered in time. Short timeouts
     * alone do not make a store count as away.
     */
    void timedOut(Ask<?> ask) {
        ask.timedOut = true;
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
            lastReturn = ticker.nanos();
            LOG.log(
                    System.Logger.Level.INFO,
                    EngineTexts.storeIsBack(store.description(), without.sumThenReset()));
        }
        return back;
    }

    private void failed(Breaker.Permit permit, String controlPoint, Throwable failure) {
        long now = ticker.nanos();
        if (isOfOnePart(failure) && hasAnswered && now - lastAnswer < SILENCE) {
            breaker.undecided(permit, controlPoint, now);
            unusable(failure);
        } else {
            opened(breaker.failed(permit, controlPoint, now), failure);
        }
    }

    private static boolean isOfOnePart(Throwable failure) {
        Throwable error =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        return error instanceof StoreException known && known.isOfOnePart();
    }

    private void opened(Breaker.Effect effect, @Nullable Throwable failure) {
        if (effect == Breaker.Effect.OPENED) {
            unusable.set(0);
            LOG.log(
                    System.Logger.Level.WARNING,
                    EngineTexts.storeIsAway(store.description(), failure, onFailure));
        } else if (failure != null) {
            unusable(failure);
        }
    }

    /** A question from before the store came back does not count: the outage made it late. */
    private void late(Ask<?> ask) {
        if (ask.timedOut && ask.began - lastReturn >= 0) {
            unusable(null);
        }
    }

    /** A store that answers other questions does not count as away. Told once a minute. */
    private void unusable(@Nullable Throwable failure) {
        long now = ticker.nanos();
        if (!isAway() && unusable.incrementAndGet() >= SOME && quietUntil - now <= 0) {
            quietUntil = now + MESSAGES;
            LOG.log(
                    System.Logger.Level.WARNING,
                    EngineTexts.storeAnswersNotAll(
                            store.description(), unusable.getAndSet(0), failure, onFailure));
        }
    }

    /**
     * Closes the store after its pending answers have come and the tokens of this instance have
     * gone back. That takes seconds at most. Tokens that do not go back in time expire.
     *
     * @param last gives back what was taken in advance
     */
    void close(Runnable last) {
        // A second thread, such as that of a shutdown hook, waits for the first one.
        closes.lock();
        try {
            long until = System.nanoTime() + LONGEST_CLOSE;
            // What the store grants meanwhile, to flows that are given up, goes back as well.
            awaitAnswers(until);
            last.run();
            places.close().get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            awaitAnswers(until);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // The tokens come back when they expire.
        } finally {
            store.close();
            closes.unlock();
        }
    }

    private void awaitAnswers(long until) {
        closing = Thread.currentThread();
        for (long left = until - System.nanoTime();
                left > 0 && open.get() > 0 && !isAway() && !Thread.currentThread().isInterrupted();
                left = until - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
        closing = null;
    }
}
