package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.store.SharedStore;
import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.CacheUpdate;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.flow.spi.Ticker;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The cache in a store, with the rules of {@link AgentCache}. */
final class SharedFlowCache implements FlowCache {

    /** The longest time for one operation. Flows stop waiting at their own timeout. */
    private static final long TIMEOUT = 5_000_000_000L;

    /** The key under which the breaker counts operations without a flow. */
    private static final String NO_CONTROL_POINT = " cache";

    private final StoreLink link;
    private final WaitingRoom room;
    private final Ticker ticker;

    SharedFlowCache(StoreLink link, WaitingRoom room, Ticker ticker) {
        this.link = link;
        this.room = room;
        this.ticker = ticker;
    }

    @Override
    public CompletableFuture<CacheLookup> get(CacheKey key) {
        String wrong = AgentCache.problem(key);
        return wrong != null
                ? CompletableFuture.completedFuture(CacheLookup.error(wrong))
                : ask(
                        store ->
                                store.get(key)
                                        .thenApply(
                                                value ->
                                                        value == null
                                                                ? CacheLookup.MISS
                                                                : CacheLookup.hit(value)),
                        CacheLookup.error(EngineTexts.storeHasNotAnswered()));
    }

    @Override
    public CompletableFuture<CacheUpdate> put(CacheKey key, byte[] value, Duration timeToLive) {
        CacheUpdate wrong = AgentCache.problem(key, value);
        if (wrong != null) {
            return CompletableFuture.completedFuture(wrong);
        }
        return timeToLive.isNegative()
                ? delete(key)
                : update(store -> store.put(key, value, AgentCache.bounded(timeToLive)));
    }

    @Override
    public CompletableFuture<CacheUpdate> delete(CacheKey key) {
        String wrong = AgentCache.problem(key);
        return wrong != null
                ? CompletableFuture.completedFuture(CacheUpdate.error(wrong))
                : update(store -> store.delete(key));
    }

    private CompletableFuture<CacheUpdate> update(
            Function<SharedStore, CompletionStage<Void>> operation) {
        return ask(
                store -> operation.apply(store).thenApply(done -> CacheUpdate.SUCCESS),
                CacheUpdate.error(EngineTexts.storeHasNotAnswered()));
    }

    private <R> CompletableFuture<R> ask(
            Function<SharedStore, CompletionStage<R>> operation, R otherwise) {
        Operation<R> answer = new Operation<>(otherwise);
        Ask<R> ask = link.ask(NO_CONTROL_POINT, operation, answer::done, late -> {});
        if (ask == null) {
            answer.complete(otherwise);
        } else if (!answer.isDone()) {
            answer.await(ask);
        }
        return answer;
    }

    /** One operation, with its alarm. */
    private final class Operation<R> extends CompletableFuture<R> {

        private final R otherwise;
        private volatile @Nullable Alarm alarm;

        Operation(R otherwise) {
            this.otherwise = otherwise;
        }

        void done(Ask<R> ask) {
            R answer = ask.answer();
            complete(answer == null ? otherwise : answer);
            Alarm set = alarm;
            if (set != null) {
                room.drop(set);
            }
        }

        void await(Ask<R> ask) {
            Alarm timeout =
                    new Alarm() {
                        @Override
                        void ring(long now, Deliveries deliveries) {
                            if (ask.abandon()) {
                                link.timedOut(ask);
                                deliveries.answer(() -> complete(otherwise));
                            }
                        }
                    };
            alarm = timeout;
            room.wake(timeout, ticker.nanos() + TIMEOUT);
            if (isDone()) {
                room.drop(timeout);
            }
        }
    }
}
