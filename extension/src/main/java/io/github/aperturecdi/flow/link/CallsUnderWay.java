package io.github.aperturecdi.flow.link;

import io.grpc.Context.CancellableContext;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The calls that have begun and whose outcome is not known yet, so that a close can end them. */
final class CallsUnderWay {

    private final Set<CancellableContext> calls = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition over = lock.newCondition();
    private volatile boolean closed;

    boolean isClosed() {
        return closed;
    }

    /** A call begins; {@link #end} follows, once its outcome has been dealt with. */
    void begin(CancellableContext call) {
        calls.add(call);
        // Looked at after adding, and set before the last look around: one of the two sees it.
        if (closed) {
            call.cancel(null);
        }
    }

    void end(CancellableContext call) {
        calls.remove(call);
        call.cancel(null);
        if (closed && calls.isEmpty()) {
            lock.lock();
            try {
                over.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Cancels every call, those that begin later as well, and waits until their outcomes have been
     * dealt with.
     *
     * @param timeout how long to wait
     */
    void close(Duration timeout) throws InterruptedException {
        closed = true;
        calls.forEach(call -> call.cancel(null));
        lock.lock();
        try {
            long nanos = timeout.toNanos();
            while (!calls.isEmpty() && nanos > 0) {
                nanos = over.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }
}
