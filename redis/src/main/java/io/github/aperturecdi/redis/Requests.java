package io.github.aperturecdi.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.aperturecdi.embedded.store.StoreException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sends requests to the server from any thread, and tells what their failures mean. */
final class Requests {

    private static final long CLOSE_SECONDS = 3;

    private final StoreThread thread = new StoreThread();
    private final String store;

    /** Each kind of request has its own bounds: many of one kind refuse none of another. */
    private final Pending counts;

    private final Pending ends;
    private final Pending values;

    private final AtomicBoolean listens = new AtomicBoolean();
    private final List<Runnable> back = new CopyOnWriteArrayList<>();

    private volatile @Nullable Link<? extends StatefulConnection<String, byte[]>> commands;
    private volatile boolean closed;

    // The rest is used on the store's thread alone.
    private @Nullable Connector connector;
    private @Nullable Link<? extends StatefulConnection<String, String>> messages;

    private Requests(String store) {
        this.store = store;
        this.counts = new Pending(store);
        this.ends = new Pending(store);
        this.values = new Pending(store);
    }

    /**
     * Begins to connect, and waits for no server.
     *
     * @throws LinkageError if the client cannot be used with the libraries that are there
     */
    static Requests to(RedisAddress address, Duration timeout) {
        Requests requests = new Requests(address.description());
        CompletableFuture<Connector> made =
                CompletableFuture.supplyAsync(
                        () ->
                                Connector.to(
                                        address,
                                        timeout,
                                        3 * Pending.MOST_REQUESTS + 1,
                                        requests.thread),
                        requests.thread::execute);
        try {
            Connector connector = made.join();
            requests.thread.execute(() -> requests.begin(connector));
        } catch (CompletionException error) {
            requests.thread.close();
            if (error.getCause() instanceof LinkageError unfit) {
                throw unfit;
            }
            throw error;
        }
        return requests;
    }

    private void begin(Connector made) {
        connector = made;
        Link<? extends StatefulConnection<String, byte[]>> link = made.commands(this::tellBack);
        commands = link;
        link.start();
    }

    String store() {
        return store;
    }

    boolean connected() {
        return connection() != null;
    }

    void onConnected(Runnable action) {
        back.add(action);
    }

    private void tellBack() {
        back.forEach(this::inThread);
    }

    /** Begins to receive messages, once. */
    void listen(Consumer<StatefulRedisPubSubConnection<String, String>> up) {
        if (!listens.compareAndSet(false, true)) {
            return;
        }
        inThread(
                () -> {
                    Connector made = connector;
                    if (made != null && !closed) {
                        messages = made.messages(up);
                        messages.start();
                    }
                });
    }

    /** Runs an action on the store's thread. */
    void later(Runnable action) {
        inThread(action);
    }

    private boolean inThread(Runnable task) {
        try {
            thread.execute(task);
            return true;
        } catch (RejectedExecutionException ended) {
            return false;
        }
    }

    /** Runs a script, which the server learns when it does not know it. */
    <T> CompletionStage<T> run(
            Script script, String[] keys, Function<String[], T> read, String... arguments) {
        byte[][] bytes = new byte[arguments.length][];
        long size = 0;
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = arguments[i].getBytes(UTF_8);
            size += bytes[i].length;
        }
        return send(
                arguments[0].equals("end") ? ends : counts,
                keys[0],
                size,
                server -> evaluated(server, script, keys, bytes),
                answer -> read.apply(new String(answer, UTF_8).split(" ")));
    }

    private static CompletionStage<byte[]> evaluated(
            RedisClusterAsyncCommands<String, byte[]> server,
            Script script,
            String[] keys,
            byte[][] values) {
        return server.<byte[]>evalsha(script.digest(), ScriptOutputType.VALUE, keys, values)
                .exceptionallyCompose(
                        error ->
                                error instanceof RedisNoScriptException
                                        ? server.<byte[]>eval(
                                                script.text(), ScriptOutputType.VALUE, keys, values)
                                        : CompletableFuture.failedStage(error));
    }

    /**
     * Sends a request about a cached value.
     *
     * @param key the key of the value
     * @param size the bytes of the value; 0 for a key alone
     * @param command begins it
     * @param read makes the result of the answer
     */
    <A, T> CompletionStage<T> send(
            String key,
            long size,
            Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<A>> command,
            Function<A, T> read) {
        return send(values, key, size, command, read);
    }

    private <A, T> CompletionStage<T> send(
            Pending pending,
            String key,
            long size,
            Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<A>> command,
            Function<A, T> read) {
        CompletableFuture<T> result = new CompletableFuture<>();
        String refusal = refusal(pending, size);
        if (refusal != null) {
            result.completeExceptionally(new StoreException(refusal, null));
            return result;
        }
        if (!inThread(() -> begin(pending, key, size, command, read, result))) {
            pending.remove(size);
            result.completeExceptionally(new StoreException(RedisTexts.closed(store), null));
        }
        return result;
    }

    /** Why a request is refused; null for one that is accepted, which is pending from now on. */
    private @Nullable String refusal(Pending pending, long size) {
        if (closed) {
            return RedisTexts.closed(store);
        }
        if (connection() == null) {
            return notConnected();
        }
        return pending.add(size);
    }

    private @Nullable StatefulConnection<String, byte[]> connection() {
        Link<? extends StatefulConnection<String, byte[]>> link = commands;
        return link == null ? null : link.connection();
    }

    private String notConnected() {
        Link<?> link = commands;
        return RedisTexts.notConnected(
                store, link == null ? "it has not been reached yet" : link.trouble());
    }

    /** Completed when all are, or with the error of one, as it is. */
    static CompletionStage<Void> allOf(List<? extends CompletionStage<?>> stages) {
        CompletableFuture<Void> all = new CompletableFuture<>();
        AtomicInteger left = new AtomicInteger(stages.size());
        for (CompletionStage<?> stage : stages) {
            stage.whenComplete(
                    (value, error) -> {
                        if (error != null) {
                            all.completeExceptionally(error);
                        } else if (left.decrementAndGet() == 0) {
                            all.complete(null);
                        }
                    });
        }
        if (stages.isEmpty()) {
            all.complete(null);
        }
        return all;
    }

    private <A, T> void begin(
            Pending pending,
            String key,
            long size,
            Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<A>> command,
            Function<A, T> read,
            CompletableFuture<T> result) {
        StatefulConnection<String, byte[]> connection = connection();
        if (connection == null) {
            pending.remove(size);
            String text = closed ? RedisTexts.closed(store) : notConnected();
            result.completeExceptionally(new StoreException(text, null));
            return;
        }
        CompletionStage<A> answer;
        try {
            answer = command.apply(connector.of(connection));
        } catch (RuntimeException | Error error) {
            answer = CompletableFuture.failedStage(error);
        }
        answer.whenComplete(
                (value, error) -> {
                    pending.remove(size);
                    end(key, value, error, read, result);
                });
    }

    private <A, T> void end(
            String key,
            A value,
            @Nullable Throwable error,
            Function<A, T> read,
            CompletableFuture<T> result) {
        if (error != null) {
            fail(key, result, Failure.of(error, store));
            return;
        }
        T made;
        try {
            made = read.apply(value);
        } catch (RuntimeException | Error wrong) {
            fail(key, result, Failure.unusable(wrong, store));
            return;
        }
        LostNodes lost = connector.lostNodes();
        if (lost != null && lost.areBack(key)) {
            tellBack();
        }
        result.complete(made);
    }

    private void fail(String key, CompletableFuture<?> result, Failure failure) {
        LostNodes lost = connector.lostNodes();
        if (lost != null && failure.outage()) {
            lost.failed(key);
        }
        Link<?> link = commands;
        if (failure.renewal() != null && link != null) {
            link.renew(failure.renewal());
        }
        StoreException exception = failure.exception(lost != null);
        result.completeExceptionally(
                closed ? new StoreException(RedisTexts.closed(store), exception) : exception);
    }

    void close() {
        closed = true;
        CompletableFuture<Void> end = new CompletableFuture<>();
        if (inThread(() -> endConnections(end))) {
            try {
                end.get(CLOSE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException unclean) {
                // The end of the thread ends the connections as well.
            }
        }
        thread.close();
    }

    private void endConnections(CompletableFuture<Void> end) {
        if (commands != null) {
            commands.close();
        }
        if (messages != null) {
            messages.close();
        }
        if (connector == null) {
            end.complete(null);
            return;
        }
        connector
                .close()
                .whenComplete(
                        (closedAll, error) -> {
                            end.complete(null);
                        });
    }
}
