package io.github.aperturecdi.flow.link;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The threads of one channel, which end with it. gRPC's own are shared by all channels, and live on
 * for seconds after the last one; an application server reports them when it stops an application.
 *
 * <p>gRPC may use them after their end: then a task runs on the thread that brings it, so that no
 * call is left without its outcome, and a timer does nothing, as calls without a channel fail at
 * once.
 *
 * <p>Neither throws where no thread can be made, as at a limit of threads: a channel of gRPC that
 * gets such an error never connects again. The task waits until there is a thread.
 */
final class ChannelThreads {

    /** The time between two attempts to make a thread. */
    private static final long RETRY_MILLIS = 100;

    private final ThreadPoolExecutor pool;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean retries = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor timer = LinkTimer.start("aperture-channel-timer");

    ChannelThreads() {
        this(LinkTimer.threads("aperture-channel"), Duration.ofSeconds(10));
    }

    /**
     * @param idle how long a thread of the pool waits for another task
     */
    ChannelThreads(ThreadFactory threads, Duration idle) {
        pool =
                new ThreadPoolExecutor(
                        0,
                        Integer.MAX_VALUE,
                        idle.toNanos(),
                        TimeUnit.NANOSECONDS,
                        new SynchronousQueue<>(),
                        threads);
        timer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    /** Runs callbacks, reads from the connection, and resolves names. It has no bound. */
    Executor pool() {
        return this::run;
    }

    private void run(Runnable task) {
        try {
            pool.execute(task);
        } catch (RejectedExecutionException e) {
            // The pool has ended.
            task.run();
        } catch (OutOfMemoryError e) {
            waiting.add(task);
            retryLater();
            // This reads the state after adding the task, and end() sets it before it reads the
            // tasks, so one of the two sees the task.
            if (pool.isShutdown()) {
                runWaiting();
            }
        }
    }

    /** All waiting tasks have one attempt at a time: an attempt costs, and the JVM logs it. */
    private void retryLater() {
        if (retries.compareAndSet(false, true)) {
            timer.schedule(this::retry, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void retry() {
        retries.set(false);
        Runnable task = waiting.poll();
        while (task != null) {
            run(task);
            // It has begun, or it waits again as there is still no thread.
            task = retries.get() ? null : waiting.poll();
        }
    }

    /** Runs the tasks here, as the pool has ended. */
    private void runWaiting() {
        for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
            task.run();
        }
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    /** Lets each thread end after its task. */
    void end() {
        pool.shutdown();
        timer.shutdownNow();
        runWaiting();
    }

    /** Waits for the end of the threads. */
    void awaitEnd(Duration timeout) throws InterruptedException {
        pool.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
        timer.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }
}
