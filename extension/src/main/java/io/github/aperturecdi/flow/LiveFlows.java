package io.github.aperturecdi.flow;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The flows that have started, and that an agent waits for the end of. */
final class LiveFlows {

    private final Set<Flow> flows = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private volatile boolean draining;

    void add(Flow flow) {
        flows.add(flow);
    }

    void remove(Flow flow) {
        if (flows.remove(flow) && draining) {
            lock.lock();
            try {
                ended.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Waits until all have ended, at most for the time; what has not ended then is given up. */
    void drain(Duration timeout) {
        draining = true;
        long nanos = timeout.toNanos();
        lock.lock();
        try {
            while (!flows.isEmpty() && nanos > 0) {
                nanos = ended.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        for (Flow flow : flows) {
            flow.cancel();
            flow.close();
        }
    }
}
