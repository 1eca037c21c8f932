package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.store.Bucket;
import io.github.aperturecdi.embedded.store.Counter;
import io.github.aperturecdi.embedded.store.HeldPlace;
import io.github.aperturecdi.embedded.store.Leased;
import io.github.aperturecdi.embedded.store.PlaceLimit;
import io.github.aperturecdi.embedded.store.Places;
import io.github.aperturecdi.embedded.store.SharedStore;
import io.github.aperturecdi.embedded.store.StoreException;
import io.github.aperturecdi.embedded.store.Tokens;
import io.github.aperturecdi.flow.spi.CacheKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A store that keeps all questions. The test answers each one when it likes. */
final class StoreByHand implements SharedStore {

    /**
     * A question.
     *
     * @param what the name of the operation
     * @param about the counter or the cache key
     */
    record Question(
            String what, Object about, List<Object> parameters, CompletableFuture<Object> answer) {

        double number(int index) {
            return (Double) parameters.get(index);
        }

        void answer(Object value) {
            answer.complete(value);
        }

        void fail() {
            answer.completeExceptionally(new StoreException("failed by hand", null));
        }

        void failInPart() {
            answer.completeExceptionally(new StoreException("a part failed by hand", null, true));
        }
    }

    /** A watch for free places. */
    static final class Watch {

        final Runnable freed;
        boolean ended;

        private Watch(Runnable freed) {
            this.freed = freed;
        }
    }

    final List<Question> questions = new CopyOnWriteArrayList<>();
    final List<Watch> watches = new CopyOnWriteArrayList<>();
    private final List<Runnable> onConnected = new CopyOnWriteArrayList<>();
    private volatile boolean connected = true;
    volatile boolean closed;

    /** Whether each operation throws from now on. */
    boolean throwing;

    List<Question> asked(String what) {
        return questions.stream().filter(question -> question.what().equals(what)).toList();
    }

    Question last(String what) {
        List<Question> all = asked(what);
        return all.get(all.size() - 1);
    }

    /** Loses the connection. Questions that were asked before stay open. */
    void disconnect() {
        connected = false;
    }

    void connect() {
        connected = true;
        onConnected.forEach(Runnable::run);
    }

    @SuppressWarnings("unchecked")
    private <R> CompletionStage<R> ask(String what, Object about, Object... parameters) {
        if (throwing) {
            throw new IllegalStateException("thrown by hand");
        }
        if (!connected) {
            return CompletableFuture.failedFuture(new StoreException("not connected", null));
        }
        Question question =
                new Question(what, about, List.of(parameters), new CompletableFuture<>());
        questions.add(question);
        return (CompletionStage<R>) question.answer();
    }

    @Override
    public CompletionStage<Tokens> take(
            Counter counter, Bucket bucket, double tokens, long longestNanos) {
        return ask("take", counter, bucket, tokens, longestNanos);
    }

    @Override
    public CompletionStage<Leased> lease(
            Counter counter, Bucket bucket, double back, double tokens, double extra) {
        return ask("lease", counter, back, tokens, extra);
    }

    @Override
    public CompletionStage<Tokens> settle(Counter counter, Bucket bucket, double tokens) {
        return ask("settle", counter, tokens);
    }

    @Override
    public CompletionStage<Places> take(
            Counter counter, PlaceLimit limit, String requestId, double tokens, boolean waits) {
        return ask("place", counter, limit, requestId, tokens, waits);
    }

    @Override
    public CompletionStage<Boolean> end(Counter counter, String requestId) {
        return ask("end", counter, requestId);
    }

    @Override
    public CompletionStage<Void> keep(Counter counter, List<HeldPlace> places) {
        return ask("keep", counter, List.copyOf(places));
    }

    @Override
    public Runnable watch(Counter counter, Runnable freed) {
        Watch watch = new Watch(freed);
        watches.add(watch);
        return () -> watch.ended = true;
    }

    @Override
    public CompletionStage<byte[]> get(CacheKey key) {
        return ask("get", key);
    }

    @Override
    public CompletionStage<Void> put(CacheKey key, byte[] value, Duration timeToLive) {
        return ask("put", key, value, timeToLive);
    }

    @Override
    public CompletionStage<Void> delete(CacheKey key) {
        return ask("delete", key);
    }

    @Override
    public boolean connected() {
        return connected;
    }

    @Override
    public String description() {
        return "by hand";
    }

    @Override
    public void onConnected(Runnable back) {
        onConnected.add(back);
    }

    @Override
    public void close() {
        closed = true;
    }
}
