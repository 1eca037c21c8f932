package io.github.aperturecdi.flow.link;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps callers away from an agent that does not answer. Closed, every call goes out; a number of
 * failures in a row opens it. Open, one call at a time probes the agent, once per interval, and the
 * others are spared the wait. A success closes it.
 *
 * <p>Time is a parameter: readings of {@link System#nanoTime()}. Safe for use by several threads;
 * closed and without failures, it takes no lock.
 */
final class Breaker {

    /** What a failure has done. */
    enum Effect {
        /** Nothing, but to be counted. */
        NONE,
        /** It was one too many, and opened the breaker. */
        OPENED,
        /** It was a probe's, and keeps the breaker open. */
        KEPT_OPEN
    }

    /** Leave to make one call, from the time before or after a transition. */
    static final class Permit {
        private Permit() {}
    }

    private static final int FAILURES = 5;
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(1);

    private final int threshold;
    private final long intervalNanos;

    /** Not a monitor: a virtual thread that waits for one holds its carrier on Java 21 to 23. */
    private final ReentrantLock lock = new ReentrantLock();

    /** What every call gets while closed; null while open. */
    private volatile @Nullable Permit closed = new Permit();

    private volatile int failures;
    private volatile boolean answered;
    private volatile long lastAnswer;
    private @Nullable Permit probe;
    private long nextProbe;

    Breaker() {
        this(FAILURES, PROBE_INTERVAL);
    }

    /**
     * @param threshold the failures in a row that open it
     * @param probeInterval the time between probes while it is open
     */
    Breaker(int threshold, Duration probeInterval) {
        this.threshold = threshold;
        this.intervalNanos = probeInterval.toNanos();
    }

    /**
     * Asks for leave to make a call.
     *
     * @param now the time
     * @param timeoutNanos how long the call may take: a probe that is never heard of again holds up
     *     the next one no longer
     * @return leave, to be told of the outcome; null when the call is not to be made
     */
    @Nullable Permit permit(long now, long timeoutNanos) {
        Permit permit = closed;
        return permit != null ? permit : probe(now, timeoutNanos);
    }

    private @Nullable Permit probe(long now, long timeoutNanos) {
        lock.lock();
        try {
            if (closed != null) {
                return closed;
            }
            if (now - nextProbe < 0) {
                return null;
            }
            probe = new Permit();
            nextProbe = now + Math.max(intervalNanos, timeoutNanos);
            return probe;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The agent answered. Closes the breaker, whoever was answered.
     *
     * @param now the time
     * @return whether it was open
     */
    boolean succeeded(long now) {
        lastAnswer = now;
        answered = true;
        if (closed != null && failures == 0) {
            return false;
        }
        return close();
    }

    private boolean close() {
        lock.lock();
        try {
            failures = 0;
            if (closed != null) {
                return false;
            }
            closed = new Permit();
            probe = null;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The agent did not answer. A call that was made before the last transition says nothing about
     * the time after it.
     *
     * @param permit the call's
     * @param now the time
     * @return what that does
     */
    Effect failed(Permit permit, long now) {
        lock.lock();
        try {
            if (permit == probe) {
                nextProbe = now + intervalNanos;
                return Effect.KEPT_OPEN;
            }
            if (permit != closed || ++failures < threshold) {
                return Effect.NONE;
            }
            closed = null;
            nextProbe = now + intervalNanos;
            return Effect.OPENED;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The call ended and says nothing about the agent; when it was a probe, another may follow.
     *
     * @param permit the call's
     * @param now the time
     */
    void undecided(Permit permit, long now) {
        lock.lock();
        try {
            if (permit == probe) {
                nextProbe = now;
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether the agent has answered anybody within the time between probes.
     *
     * @param now the time
     * @return false for one that never has
     */
    boolean answeredLately(long now) {
        return answered && now - lastAnswer < intervalNanos;
    }

    /**
     * Whether a call now would get leave.
     *
     * @param now the time
     * @return true also when the next probe is due
     */
    boolean permits(long now) {
        if (closed != null) {
            return true;
        }
        lock.lock();
        try {
            return closed != null || now - nextProbe >= 0;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether callers are kept away.
     *
     * @return the state
     */
    boolean isOpen() {
        return closed == null;
    }
}
