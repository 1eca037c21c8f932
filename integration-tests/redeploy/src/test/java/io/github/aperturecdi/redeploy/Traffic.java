package io.github.aperturecdi.redeploy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Callers who go on calling, whatever becomes of the application. */
final class Traffic implements AutoCloseable {

    private static final int CALLERS = 2;

    private final List<Thread> callers = new ArrayList<>();
    private final AtomicInteger answered = new AtomicInteger();
    private volatile boolean over;

    Traffic(RunningServer server) {
        for (int i = 0; i < CALLERS; i++) {
            Thread caller = new Thread(() -> callOn(server), "caller-" + i);
            caller.setDaemon(true);
            callers.add(caller);
            caller.start();
        }
    }

    private void callOn(RunningServer server) {
        while (!over) {
            if (server.tryWork()) {
                answered.incrementAndGet();
            }
        }
    }

    /** How many calls have been answered. */
    int answered() {
        return answered.get();
    }

    @Override
    public void close() {
        over = true;
        try {
            for (Thread caller : callers) {
                caller.join();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
