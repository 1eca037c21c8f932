package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.spi.Ticker;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Runs the tasks of a call on the thread that waits for the call's answer. After the thread has
 * left, another executor runs them.
 */
final class CallerThreadExecutor implements Executor {

    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
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
            Runnable task = tasks.poll(end - ticker.nanos(), TimeUnit.NANOSECONDS);
            if (task == null) {
                return;
            }
            task.run();
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
