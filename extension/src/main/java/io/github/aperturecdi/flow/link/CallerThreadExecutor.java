package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.spi.Ticker;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs the tasks of a call on the thread that waits for the call's answer. After the thread has
 * left, another executor runs them.
 */
final class CallerThreadExecutor implements Executor {

    /** A blocking queue has two locks and two conditions, which each check would allocate. */
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    private final Thread caller = Thread.currentThread();
    private final Executor later;
    private final Ticker ticker;
    private volatile boolean left;

    /**
     * @param later runs the tasks that come after the thread has left
     */
    CallerThreadExecutor(Executor later, Ticker ticker) {
        this.later = later;
        this.ticker = ticker;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        // This reads the field after adding the task, and leave() sets it before it reads the
        // tasks, so one of the two sees the task.
        if (left) {
            handOver();
        } else {
            LockSupport.unpark(caller);
        }
    }

    /**
     * Waits for an answer, which one of the tasks has to bring.
     *
     * @param answer the answer
     * @param nanos how long to wait
     * @throws InterruptedException if the thread is interrupted before the answer is there
     */
    void runUntilDone(Future<?> answer, long nanos) throws InterruptedException {
        long end = ticker.nanos() + nanos;
        while (!answer.isDone()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Runnable task = tasks.poll();
            if (task != null) {
                task.run();
                continue;
            }
            long remaining = end - ticker.nanos();
            if (remaining <= 0) {
                return;
            }
            LockSupport.parkNanos(this, remaining);
        }
    }

    /** Ends the wait of the thread, and passes the remaining tasks on. */
    void leave() {
        left = true;
        handOver();
    }

    private void handOver() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            later.execute(task);
        }
    }
}
