package io.github.aperturecdi.flow;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Completes the futures of callers on an executor. An agent answers on a thread of its connection.
 * Without the executor, the actions that callers chain to an answer would run on that thread and
 * delay every other answer.
 *
 * @param executor completes the futures that callers have
 */
record CallerExecutor(Executor executor) {

    /**
     * The default of {@link CompletableFuture} on a machine with three cores or more. On two cores
     * that default starts a thread for each answer. The common pool has one thread there, and adds
     * threads while that one waits for a future.
     */
    private static final Executor DEFAULT =
            ForkJoinPool.getCommonPoolParallelism() > 0
                    ? ForkJoinPool.commonPool()
                    : new CompletableFuture<Void>().defaultExecutor();

    static final CallerExecutor OF_THE_JDK = new CallerExecutor(DEFAULT);

    /**
     * Completes futures on an executor of the caller, or on the default one if the executor rejects
     * the task, so that no answer is lost. A container's executor may throw other exceptions than a
     * rejection after its application has stopped.
     */
    static CallerExecutor on(Executor executor) {
        return new CallerExecutor(
                task -> {
                    try {
                        executor.execute(task);
                    } catch (Throwable e) {
                        DEFAULT.execute(task);
                    }
                });
    }

    /**
     * A future that the executor completes with the answer; the answer itself if it is complete.
     */
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
     * Passes a flow to its caller, on the caller's executor. If the executor rejects the task, or
     * the caller has cancelled the future, the flow ends.
     */
    static void hand(Flow flow, CompletableFuture<Flow> started, Executor executor) {
        if (started.isDone()) {
            flow.abandon();
            return;
        }
        // An executor may run a task twice, or run it and then throw.
        AtomicBoolean taken = new AtomicBoolean();
        try {
            executor.execute(
                    () -> {
                        if (taken.compareAndSet(false, true) && !started.complete(flow)) {
                            flow.abandon();
                        }
                    });
        } catch (Throwable e) {
            if (taken.compareAndSet(false, true)) {
                flow.abandon();
                DEFAULT.execute(() -> started.cancel(false));
            }
        }
    }
}
