package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.store.Bucket;
import io.github.aperturecdi.embedded.store.Counter;
import io.github.aperturecdi.embedded.store.HeldPlace;
import io.github.aperturecdi.embedded.store.PlaceLimit;
import io.github.aperturecdi.embedded.store.Places;
import io.github.aperturecdi.embedded.store.SharedStore;
import io.github.aperturecdi.embedded.store.Tokens;
import io.github.aperturecdi.flow.spi.CacheKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A store that answers questions about places when the test says so, and ends at once. */
final class ManualStore implements SharedStore {

    /** The request ids whose ends were told. */
    final List<String> ended = new ArrayList<>();

    boolean connected = true;
    private final Queue<CompletableFuture<Places>> asked = new ArrayDeque<>();
    private Runnable back = () -> {};

    /** Answers the oldest question about places. */
    void answer(Places places) {
        asked.remove().complete(places);
    }

    void connect() {
        connected = true;
        back.run();
    }

    @Override
    public CompletionStage<Places> take(
            Counter counter, PlaceLimit limit, String requestId, double tokens, boolean waits) {
        CompletableFuture<Places> answer = new CompletableFuture<>();
        asked.add(answer);
        return answer;
    }

    @Override
    public CompletionStage<Boolean> end(Counter counter, String requestId) {
        ended.add(requestId);
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public CompletionStage<Void> keep(Counter counter, List<HeldPlace> places) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Tokens> take(
            Counter counter, Bucket bucket, double tokens, long longestNanos) {
        throw new UnsupportedOperationException("only places");
    }

    @Override
    public CompletionStage<Tokens> settle(Counter counter, Bucket bucket, double tokens) {
        throw new UnsupportedOperationException("only places");
    }

    @Override
    public Runnable watch(Counter counter, Runnable freed) {
        return () -> {};
    }

    @Override
    public CompletionStage<byte[]> get(CacheKey key) {
        throw new UnsupportedOperationException("only places");
    }

    @Override
    public CompletionStage<Void> put(CacheKey key, byte[] value, Duration timeToLive) {
        throw new UnsupportedOperationException("only places");
    }

    @Override
    public CompletionStage<Void> delete(CacheKey key) {
        throw new UnsupportedOperationException("only places");
    }

    @Override
    public boolean connected() {
        return connected;
    }

    @Override
    public String description() {
        return "manual";
    }

    @Override
    public void onConnected(Runnable listener) {
        back = listener;
    }

    @Override
    public void close() {}
}
