package io.github.aperturecdi.flow.link;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of one channel, which end with it. gRPC's own are shared by all channels, and live on
 * for seconds after the last one; an application server reports them when it stops an application.
 *
 * <p>gRPC may use them after their end: then a task runs on the thread that brings it, so that no
 * call is left without its outcome, and a timer does nothing, as calls without a channel fail at
 * once.
 */
final class ChannelThreads {

    private final ThreadPoolExecutor pool =
            new ThreadPoolExecutor(
                    0,
                    Integer.MAX_VALUE,
                    LinkTimer.IDLE_SECONDS,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    LinkTimer.threads("aperture-channel"),
                    (task, ended) -> task.run());

    private final ScheduledThreadPoolExecutor timer = LinkTimer.start("aperture-channel-timer");

    ChannelThreads() {
        timer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    /** Runs callbacks, reads from the connection, and resolves names. It has no bound. */
    Executor pool() {
        return pool;
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    /** Lets each thread end after its task. */
    void end() {
        pool.shutdown();
        timer.shutdownNow();
    }

    /** Waits for the end of the threads. */
    void awaitEnd(Duration timeout) throws InterruptedException {
        pool.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
        timer.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }
}
