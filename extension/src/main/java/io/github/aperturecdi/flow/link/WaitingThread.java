package io.github.aperturecdi.flow.link;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;

/** A thread that waits for a call's answer, and meanwhile runs what the call has to run. */
final class WaitingThread implements Executor {

    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    /**
     * Waits. The answer has to come by one of the tasks.
     *
     * @param answer what is waited for
     * @param interrupted ends the call when this thread is interrupted; the answer comes then, too
     */
    void runUntilDone(Future<?> answer, Runnable interrupted) {
        boolean wasInterrupted = false;
        while (!answer.isDone()) {
            try {
                tasks.take().run();
            } catch (InterruptedException e) {
                wasInterrupted = true;
                interrupted.run();
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
