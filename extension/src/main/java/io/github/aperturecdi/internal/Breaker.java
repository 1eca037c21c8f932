package io.github.aperturecdi.internal;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Stops checks to an agent that does not answer. While the breaker is closed, every call is sent. A
 * number of failures in a row opens it. The first answer in time to any call closes it.
 *
 * <p>While the breaker is open, it stops the control points whose own calls have failed, and admits
 * one call of each per interval as a probe, however long earlier probes take. The calls of other
 * control points are sent until they fail, too. So a control point whose decisions take too long
 * does not stop the others, neither by opening the breaker nor by being the first at every probe.
 *
 * <p>Time is a parameter: readings of {@link System#nanoTime()}. Thread-safe. While the breaker is
 * closed and has no failures, it takes no lock.
 */
public final class Breaker {

    /** The effect of a failure. */
    public enum Effect {
        /** The failure did not open the breaker. */
        NONE,
        /** The failure opened the breaker. */
        OPENED,
        /** The failure is that of a call that was sent while the breaker was open. */
        KEPT_OPEN
    }

    /**
     * Permits calls. All calls between two transitions of the breaker share one permit, and all
     * probes another one.
     */
    public static final class Permit {
        private final Period period;
        private final boolean probe;

        private Permit(Period period, boolean probe) {
            this.period = period;
            this.probe = probe;
        }

        /**
         * Whether the call is a probe.
         *
         * @return true if the breaker was open, and a call of the control point had failed
         */
        public boolean isProbe() {
            return probe;
        }
    }

    /** The time between two transitions of the breaker. */
    private static final class Period {
        final Permit call = new Permit(this, false);
        final Permit probe = new Permit(this, true);
    }

    private static final int FAILURES = 5;
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(1);

    /**
     * The longest time between callers that give up and count together. With a longer time between
     * them, there may have been no check that the agent could answer. A call without its caller
     * goes on for the same time.
     */
    public static final long TOGETHER_NANOS = Duration.ofSeconds(5).toNanos();

    /**
     * The key of all control points past the bound. It is blank, which no control point's name is.
     */
    private static final String OTHERS = "";

    /** The longest time between two late answers that close the breaker, in intervals. */
    private static final int MAX_LATE_INTERVALS = 32;

    private final int threshold;
    private final long intervalNanos;

    /**
     * A lock instead of a monitor: on Java 21 to 23, a virtual thread that waits for a monitor
     * blocks its carrier.
     */
    private final ReentrantLock lock = new ReentrantLock();

    /** The time of the next probe, for each control point that has failed since the last answer. */
    private final Map<String, Long> probes = new ConcurrentHashMap<>();

    private volatile Period current = new Period();
    private volatile boolean open;
    private volatile int failures;
    private volatile boolean answered;
    private volatile long lastAnswer;

    /** The number of callers that gave up in a row since the last answer. */
    private volatile int gaveUp;

    /** The earliest time at which a late answer closes the breaker, and the time to the next. */
    private long nextLate;

    private long latePause;
    private long closedLate;

    /** Whether a late answer was the last to close the breaker. */
    private boolean late;

    private long firstGaveUp;
    private long lastGaveUp;

    /** The time before the breaker opened. Its calls may fail afterwards. */
    private @Nullable Period before;

    public Breaker() {
        this(FAILURES, PROBE_INTERVAL);
    }

    /**
     * @param threshold the number of failures in a row that opens the breaker
     * @param probeInterval the time between probes while it is open
     */
    public Breaker(int threshold, Duration probeInterval) {
        this.threshold = threshold;
        this.intervalNanos = probeInterval.toNanos();
    }

    /**
     * Permits or stops a call.
     *
     * @param controlPoint the call's
     * @param now the time
     * @return the permit, which reports the outcome; null if the call must not be sent
     */
    public @Nullable Permit permit(String controlPoint, long now) {
        Permit permit = current.call;
        return open ? probe(controlPoint, now) : permit;
    }

    private @Nullable Permit probe(String controlPoint, long now) {
        lock.lock();
        try {
            if (open) {
                String key = key(controlPoint);
                Long due = probes.get(key);
                if (due != null) {
                    if (now - due < 0) {
                        return null;
                    }
                    probes.put(key, now + intervalNanos);
                    return current.probe;
                }
            }
            return current.call;
        } finally {
            lock.unlock();
        }
    }

    private String key(String controlPoint) {
        return probes.size() < FirstOfEach.MAX || probes.containsKey(controlPoint)
                ? controlPoint
                : OTHERS;
    }

    /**
     * Reports an answer of the agent. It closes the breaker, for whichever call it is, if it came
     * within the call's timeout.
     *
     * @param now the time
     * @return whether it was open
     */
    public boolean succeeded(long now) {
        lastAnswer = now;
        answered = true;
        if (!open && failures == 0 && gaveUp == 0) {
            return false;
        }
        lock.lock();
        try {
            return close();
        } finally {
            lock.unlock();
        }
    }

    private boolean close() {
        failures = 0;
        gaveUp = 0;
        probes.clear();
        if (!open) {
            return false;
        }
        before = null;
        current = new Period();
        open = false;
        return true;
    }

    /**
     * Reports an answer that came after its timeout. The agent may be back, so it closes the
     * breaker, but each time less soon: if all answers come late, the agent is of no use, and each
     * call would wait for its timeout.
     *
     * @param now the time
     * @return whether it was open, and is closed now
     */
    public boolean answeredLate(long now) {
        if (!open) {
            return false;
        }
        lock.lock();
        try {
            if (!open || now - nextLate < 0) {
                return false;
            }
            late = true;
            closedLate = now;
            nextLate = now + latePause;
            latePause = Math.min(2 * latePause, MAX_LATE_INTERVALS * intervalNanos);
            return close();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Reports a call without an answer. A call that was sent before the breaker closed says nothing
     * about the time after that.
     *
     * @param permit the call's
     * @param controlPoint the call's
     * @param now the time
     * @return the effect
     */
    public Effect failed(Permit permit, String controlPoint, long now) {
        return failed(permit, controlPoint, now, 1);
    }

    private Effect failed(Permit permit, String controlPoint, long now, int count) {
        lock.lock();
        try {
            if (permit.period != current && permit.period != before) {
                return Effect.NONE;
            }
            probes.putIfAbsent(key(controlPoint), now + intervalNanos);
            if (open) {
                return permit.period == current ? Effect.KEPT_OPEN : Effect.NONE;
            }
            failures += count;
            if (failures < threshold) {
                return Effect.NONE;
            }
            before = current;
            current = new Period();
            // The first probes of all failed control points are due at the same time.
            probes.replaceAll((failed, due) -> now + intervalNanos);
            if (!late || (answered && lastAnswer - closedLate >= 0)) {
                late = false;
                nextLate = now;
                latePause = intervalNanos;
            }
            open = true;
            return Effect.OPENED;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Reports a caller that gave up before the agent answered. One such caller says nothing, as it
     * may have a short deadline. But the agent counts as silent if as many callers give up as
     * failures open the breaker, if no call has been answered since the first of them began, and if
     * that has taken longer than a call without a caller's deadline waits. A probe counts in any
     * case: otherwise the next caller would be the next probe.
     *
     * @param permit the call's
     * @param controlPoint the call's
     * @param began the time when the call began
     * @param timeoutNanos how long the call would have waited without the caller's deadline
     * @param now the time
     * @return the effect
     */
    public Effect gaveUp(
            Permit permit, String controlPoint, long began, long timeoutNanos, long now) {
        lock.lock();
        try {
            if (answered && lastAnswer - began >= 0) {
                // That answer has closed the breaker, so the call is no probe of it any more.
                return Effect.NONE;
            }
            if (gaveUp == 0 || began - lastGaveUp > TOGETHER_NANOS) {
                gaveUp = 0;
                firstGaveUp = began;
            }
            gaveUp++;
            lastGaveUp = now;
            boolean silent =
                    gaveUp >= threshold
                            && now - firstGaveUp > Math.max(timeoutNanos, intervalNanos);
            if (silent || (open && permit.isProbe())) {
                return failed(permit, controlPoint, now, threshold);
            }
            return Effect.NONE;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Reports the end of a call that says nothing about the agent. After a probe, another may
     * follow at once.
     *
     * @param permit the call's
     * @param controlPoint the call's
     * @param now the time
     */
    public void undecided(Permit permit, String controlPoint, long now) {
        if (!open) {
            return;
        }
        lock.lock();
        try {
            if (open && permit.period == current) {
                probes.computeIfPresent(key(controlPoint), (failed, due) -> now);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether the agent has answered any call within the time between probes.
     *
     * @param now the time
     * @return false if the agent has never answered
     */
    public boolean answeredLately(long now) {
        return answered && now - lastAnswer < intervalNanos;
    }

    /**
     * Whether the breaker is open.
     *
     * @return the state
     */
    public boolean isOpen() {
        return open;
    }
}
