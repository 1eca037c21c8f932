package io.github.aperturecdi.embedded.store;

import io.github.aperturecdi.flow.spi.CacheKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * One instance's connection to a {@link SimulatedServer}. Operations arrive in their order, and are
 * answered in it. Each way takes time, and may fail, as {@link Faults} say. For one thread, and one
 * that closes the instance.
 */
public final class SimulatedStore implements SharedStore {

    private static final class Watch {

        private final Runnable freed;
        private boolean ended;

        Watch(Runnable freed) {
            this.freed = freed;
        }
    }

    private final SimulatedServer server;
    private final Map<Counter, List<Watch>> watches = new HashMap<>();
    private final List<Runnable> onConnected = new ArrayList<>();

    /** The operations without an answer, in their order. */
    private final Set<CompletableFuture<?>> unanswered =
            Collections.synchronizedSet(new LinkedHashSet<>());

    private boolean connected;
    private boolean closed;

    /** The times at which the last operation arrives, and the last answer. */
    private long lastArrival;

    private long lastAnswer;

    SimulatedStore(SimulatedServer server) {
        this.server = server;
    }

    @Override
    public CompletionStage<Tokens> take(
            Counter counter, Bucket bucket, double tokens, long longestNanos) {
        return ask(() -> server.take(counter, bucket, tokens, longestNanos));
    }

    @Override
    public CompletionStage<Tokens> settle(Counter counter, Bucket bucket, double tokens) {
        return ask(() -> server.settle(counter, bucket, tokens));
    }

    @Override
    public CompletionStage<Places> take(
            Counter counter, PlaceLimit limit, String requestId, double tokens, boolean waits) {
        return ask(() -> server.take(counter, limit, requestId, tokens, waits));
    }

    @Override
    public CompletionStage<Boolean> end(Counter counter, String requestId) {
        return ask(() -> server.end(counter, requestId));
    }

    @Override
    public CompletionStage<Void> keep(Counter counter, List<HeldPlace> places) {
        List<HeldPlace> kept = List.copyOf(places);
        return ask(() -> server.keep(counter, kept));
    }

    @Override
    public CompletionStage<byte[]> get(CacheKey key) {
        return ask(() -> server.get(key));
    }

    @Override
    public CompletionStage<Void> put(CacheKey key, byte[] value, Duration timeToLive) {
        byte[] copy = value.clone();
        return ask(() -> server.put(key, copy, timeToLive));
    }

    @Override
    public CompletionStage<Void> delete(CacheKey key) {
        return ask(() -> server.delete(key));
    }

    private <T> CompletionStage<T> ask(Supplier<T> operation) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (!connected) {
            answer.completeExceptionally(new StoreException("The store is not connected.", null));
            return answer;
        }
        unanswered.add(answer);
        double fate = server.random.nextDouble();
        boolean readAfterLoss = server.random.nextBoolean();
        lastArrival = ordered(lastArrival);
        server.time.later(
                lastArrival - server.time.elapsed(),
                () ->
                        server.receive(
                                () -> {
                                    if (unanswered.contains(answer) || readAfterLoss) {
                                        perform(operation, answer, fate);
                                    }
                                }));
        return answer;
    }

    private <T> void perform(Supplier<T> operation, CompletableFuture<T> answer, double fate) {
        Faults faults = server.faults;
        boolean failed = fate < faults.failed();
        T result = null;
        try {
            result = failed ? null : operation.get();
        } catch (StoreException error) {
            failed = true;
        }
        double done = fate - faults.failed();
        boolean failedLater = failed || done < faults.doneAndFailed();
        if (!failedLater && done - faults.doneAndFailed() < faults.answerLost()) {
            return;
        }
        T own = result;
        lastAnswer = ordered(lastAnswer);
        server.time.later(
                lastAnswer - server.time.elapsed(),
                () -> {
                    if (!unanswered.remove(answer)) {
                        return;
                    }
                    if (failedLater) {
                        answer.completeExceptionally(
                                new StoreException("The store has answered with an error.", null));
                    } else {
                        answer.complete(own);
                    }
                });
    }

    /** The end of a way that begins now, not before the end of the last one. */
    private long ordered(long last) {
        return Math.max(last, server.time.elapsed() + server.faults.way(server.random));
    }

    /**
     * How many watches have not ended.
     *
     * @return the number
     */
    public int watches() {
        return (int)
                watches.values().stream()
                        .flatMap(List::stream)
                        .filter(watch -> !watch.ended)
                        .count();
    }

    @Override
    public Runnable watch(Counter counter, Runnable freed) {
        Watch watch = new Watch(freed);
        server.time.later(
                server.faults.way(server.random),
                () -> {
                    watches.computeIfAbsent(counter, any -> new ArrayList<>()).add(watch);
                    // A place may have become free before the server knew of the watch.
                    if (connected && !watch.ended) {
                        freed.run();
                    }
                });
        return () -> watch.ended = true;
    }

    /** Sends a message about a place that is free. */
    void tell(Counter counter) {
        if (server.random.nextDouble() < server.faults.messageLost()) {
            return;
        }
        server.time.later(
                server.faults.way(server.random),
                () -> {
                    if (connected) {
                        tell(watches.getOrDefault(counter, new ArrayList<>()));
                    }
                });
    }

    private static void tell(List<Watch> watches) {
        watches.removeIf(watch -> watch.ended);
        List.copyOf(watches).stream()
                .filter(watch -> !watch.ended)
                .forEach(watch -> watch.freed.run());
    }

    /** Loses the connection: operations without an answer fail, done or not. */
    public void disconnect() {
        connected = false;
        for (CompletableFuture<?> answer : List.copyOf(unanswered)) {
            unanswered.remove(answer);
            answer.completeExceptionally(
                    new StoreException("The connection to the store is lost.", null));
        }
    }

    /** Connects again, if the server is there. */
    public void reconnect() {
        if (connected || closed || !server.isUp()) {
            return;
        }
        connected = true;
        onConnected.forEach(Runnable::run);
        List.copyOf(watches.values()).forEach(SimulatedStore::tell);
    }

    @Override
    public boolean connected() {
        return connected;
    }

    @Override
    public String description() {
        return "simulated";
    }

    @Override
    public void onConnected(Runnable back) {
        onConnected.add(back);
    }

    @Override
    public void close() {
        closed = true;
        watches.clear();
        server.leave(this);
        disconnect();
    }
}
