package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.flow.spi.Ticker;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A thread that waits for a call's answer, and meanwhile runs what the call has to run. Once it has
 * left, another executor does.
 */
final class CallerThreadExecutor implements Executor {

    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final Executor later;
    private final Ticker ticker;
    private volatile boolean left;

    /**
     * @param later runs what comes after the thread has left
     */
    CallerThreadExecutor(Executor later, Ticker ticker) {
        this.later = later;
        this.ticker = ticker;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        // Looked at after adding, and set before the last look around: one of the two sees it.
        if (left) {
            handOver();
        }
    }

    /**
     * Waits. The answer has to come by one of the tasks.
     *
     * @param answer what is waited for
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

    /** The thread waits no longer. */
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
