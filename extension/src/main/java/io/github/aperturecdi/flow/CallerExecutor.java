package io.github.aperturecdi.flow;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/**
 * Where answers reach those who wait for them. An agent answers on a thread of its connection, and
 * what callers chain to an answer would run there, and hold up every other answer.
 *
 * @param executor completes the futures that callers have
 */
record CallerExecutor(Executor executor) {

    /**
     * What {@link CompletableFuture} itself takes on a machine with three cores or more. With two
     * it would take a thread for each answer: there, the common pool has one thread, and more while
     * that one waits for a future.
     */
    private static final Executor DEFAULT =
            ForkJoinPool.getCommonPoolParallelism() > 0
                    ? ForkJoinPool.commonPool()
                    : new CompletableFuture<Void>().defaultExecutor();

    static final CallerExecutor OF_THE_JDK = new CallerExecutor(DEFAULT);

    /**
     * Those of an executor, and where that takes nothing, of the default one: none is lost. A
     * container's executor may throw more than a rejection once its application has stopped.
     */
    static CallerExecutor on(Executor executor) {
        return new CallerExecutor(
                task -> {
                    try {
                        executor.execute(task);
                    } catch (RuntimeException | Error e) {
                        DEFAULT.execute(task);
                    }
                });
    }

    /** An answer, completed here; the answer itself when it is there already. */
    <T> CompletableFuture<T> of(CompletableFuture<T> answer) {
        if (answer.isDone()) {
            return answer;
        }
        CompletableFuture<T> here = new CompletableFuture<>();
        answer.whenComplete(
                (value, failure) ->
                        executor.execute(
                                () -> {
                                    if (failure == null) {
                                        here.complete(value);
                                    } else {
                                        here.completeExceptionally(failure);
                                    }
                                }));
        return here;
    }

    /**
     * Hands a flow to who has asked for it, on an executor of theirs. Where that takes nothing any
     * more, or nobody waits, the flow ends.
     */
    static void hand(Flow flow, CompletableFuture<Flow> started, Executor executor) {
        if (started.isDone()) {
            flow.abandon();
            return;
        }
        try {
            executor.execute(
                    () -> {
                        if (!started.complete(flow)) {
                            flow.abandon();
                        }
                    });
        } catch (RuntimeException | Error e) {
            flow.abandon();
            DEFAULT.execute(() -> started.cancel(false));
        }
    }
}
