package io.github.aperturecdi.flow.link;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Keeps calls from an agent that does not answer, so that it costs one timeout for each probe and
 * not for each call.
 *
 * <p>Closed, it lets everything pass; after some failures in a row it is open and lets nothing
 * pass, but for one call at a time once in an interval, whose success closes it. Whoever was let
 * pass reports how it went.
 */
final class Breaker {

    private final LongSupplier nanoTime;
    private final int failuresToOpen;
    private final long probeIntervalNanos;
    private final ReentrantLock lock = new ReentrantLock();

    private volatile int failures;
    private boolean probing;
    private long nextProbe;

    /**
     * A closed breaker.
     *
     * @param nanoTime the time
     * @param failuresToOpen how many failures in a row open it
     * @param probeIntervalNanos the time between two probes
     */
    Breaker(LongSupplier nanoTime, int failuresToOpen, long probeIntervalNanos) {
        this.nanoTime = nanoTime;
        this.failuresToOpen = failuresToOpen;
        this.probeIntervalNanos = probeIntervalNanos;
    }

    /** Whether a call may be made now. */
    boolean allows() {
        if (failures < failuresToOpen) {
            return true;
        }
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            if (failures < failuresToOpen) {
                return true;
            }
            if (probing || now - nextProbe < 0) {
                return false;
            }
            probing = true;
            nextProbe = now + probeIntervalNanos;
            return true;
        } finally {
            lock.unlock();
        }
    }

    boolean isOpen() {
        return failures >= failuresToOpen;
    }

    /** Returns true when this closes it. */
    boolean succeeded() {
        if (failures == 0) {
            return false;
        }
        lock.lock();
        try {
            boolean closes = isOpen();
            failures = 0;
            probing = false;
            return closes;
        } finally {
            lock.unlock();
        }
    }

    /** Returns true when this opens it. */
    boolean failed() {
        lock.lock();
        try {
            probing = false;
            if (isOpen()) {
                return false;
            }
            failures = failures + 1;
            nextProbe = nanoTime.getAsLong() + probeIntervalNanos;
            return isOpen();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The call says nothing about the agent: its caller gave it up, or it was refused for its size.
     */
    void learnedNothing() {
        if (failures == 0) {
            return;
        }
        lock.lock();
        try {
            probing = false;
        } finally {
            lock.unlock();
        }
    }
}
