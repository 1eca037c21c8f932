package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.internal.FirstOfEach;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps callers away from an agent that does not answer. Closed, every call goes out; a number of
 * failures in a row opens it. The first answer of any call closes it.
 *
 * <p>Open, it holds back the control points whose own calls have failed, and lets one call of each
 * through per interval, as a probe: however long that takes, the next one follows after the
 * interval. The calls of other control points go out until they fail, too. So a control point whose
 * decisions take too long keeps no other one away, neither by opening the breaker nor by being the
 * first at every probe.
 *
 * <p>Time is a parameter: readings of {@link System#nanoTime()}. Safe for use by several threads;
 * closed and without failures, it takes no lock.
 */
final class Breaker {

    /** What a failure has done. */
    enum Effect {
        /** It is counted, and no more. */
        NONE,
        /** It was one too many, and opened the breaker. */
        OPENED,
        /** It is one of a call that was made while the breaker was open. */
        KEPT_OPEN
    }

    /** Leave to make one call, from the time before or after a transition. */
    static final class Permit {
        private Permit() {}
    }

    private static final int FAILURES = 5;
    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(1);

    /**
     * Callers that give up further apart than this tell nothing together: between them there may
     * have been no question that the agent could answer. An answer is listened for as long.
     */
    private static final long TOGETHER_NANOS = PendingCalls.GONE.toNanos();

    /** Blank, so no control point's name: all those past the bound together. */
    private static final String OTHERS = "";

    private final int threshold;
    private final long intervalNanos;

    /** Not a monitor: a virtual thread that waits for one holds its carrier on Java 21 to 23. */
    private final ReentrantLock lock = new ReentrantLock();

    /** When the next probe of each control point is due that has failed since the last answer. */
    private final Map<String, Long> probes = new ConcurrentHashMap<>();

    private volatile Permit current = new Permit();
    private volatile boolean open;
    private volatile int failures;
    private volatile boolean answered;
    private volatile long lastAnswer;

    /** The callers in a row that gave up since the last answer. */
    private volatile int gaveUp;

    private long firstGaveUp;
    private long lastGaveUp;

    /** The permits of the time before the breaker opened; they may fail after that. */
    private @Nullable Permit before;

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
     * @param controlPoint the call's
     * @param now the time
     * @return leave, to be told of the outcome; null when the call is not to be made
     */
    @Nullable Permit permit(String controlPoint, long now) {
        Permit permit = current;
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
                }
            }
            return current;
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
     * The agent answered. Closes the breaker, whoever was answered, and however late.
     *
     * @param now the time
     * @return whether it was open
     */
    boolean succeeded(long now) {
        lastAnswer = now;
        answered = true;
        if (!open && failures == 0 && gaveUp == 0) {
            return false;
        }
        lock.lock();
        try {
            failures = 0;
            gaveUp = 0;
            probes.clear();
            if (!open) {
                return false;
            }
            before = null;
            current = new Permit();
            open = false;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The agent did not answer. A call that was made before the breaker closed says nothing about
     * the time after it.
     *
     * @param permit the call's
     * @param controlPoint the call's
     * @param now the time
     * @return what that does
     */
    Effect failed(Permit permit, String controlPoint, long now) {
        return failed(permit, controlPoint, now, 1);
    }

    private Effect failed(Permit permit, String controlPoint, long now, int count) {
        lock.lock();
        try {
            if (permit != current && permit != before) {
                return Effect.NONE;
            }
            probes.putIfAbsent(key(controlPoint), now + intervalNanos);
            if (open) {
                return permit == current ? Effect.KEPT_OPEN : Effect.NONE;
            }
            failures += count;
            if (failures < threshold) {
                return Effect.NONE;
            }
            before = current;
            current = new Permit();
            // Those that failed first of the row are not due earlier than the others.
            probes.replaceAll((failed, due) -> now + intervalNanos);
            open = true;
            return Effect.OPENED;
        } finally {
            lock.unlock();
        }
    }

    /**
     * A caller gave up before the agent answered. That says nothing, as callers may be in a hurry;
     * but as many of them as failures open it say together that the agent does not answer, when it
     * has answered nobody since the first of them began to ask, and that took longer than a call
     * without a caller's deadline waits.
     *
     * @param permit the call's
     * @param controlPoint the call's
     * @param began when the call began
     * @param timeoutNanos how long it would have waited for a patient caller
     * @param now the time
     * @return what that does
     */
    Effect gaveUp(Permit permit, String controlPoint, long began, long timeoutNanos, long now) {
        lock.lock();
        try {
            if (answered && lastAnswer - began >= 0) {
                undecided(permit, controlPoint, now);
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
            if (open || silent) {
                return failed(permit, controlPoint, now, threshold);
            }
            return Effect.NONE;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The call ended and says nothing about the agent; when it was a probe, another may follow.
     *
     * @param permit the call's
     * @param controlPoint the call's
     * @param now the time
     */
    void undecided(Permit permit, String controlPoint, long now) {
        if (!open) {
            return;
        }
        lock.lock();
        try {
            if (open && permit == current) {
                probes.computeIfPresent(key(controlPoint), (failed, due) -> now);
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
     * Whether callers are kept away.
     *
     * @return the state
     */
    boolean isOpen() {
        return open;
    }
}
