package io.github.aperturecdi.internal.vertx;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.ThreadExecutorMap;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/**
 * The Vert.x context of this thread. In Quarkus it carries the request's scope, identity, baggage
 * and span.
 */
final class CurrentContext {

    /** Runs tasks in the common pool, or on a new thread each if the pool has no threads. */
    private static final Executor ELSEWHERE =
            ForkJoinPool.getCommonPoolParallelism() > 0
                    ? ForkJoinPool.commonPool()
                    : new CompletableFuture<Void>().defaultExecutor();

    private CurrentContext() {}

    static @Nullable Executor loop() {
        // A worker thread has a context, too; its executor would move the work onto the event loop.
        if (!Context.isOnEventLoopThread()) {
            return null;
        }
        Context context = Vertx.currentContext();
        if (context != null) {
            return task -> context.runOnContext(nothing -> task.run());
        }
        // A task of Netty itself has no context, but must not wait either.
        EventExecutor loop = ThreadExecutorMap.currentExecutor();
        return loop != null ? loop : ELSEWHERE;
    }
}
