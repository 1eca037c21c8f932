package io.github.aperturecdi.flow;

import io.github.aperturecdi.RejectReason;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Counts the flows for which the agent has no decision, from one decision to the next, and reminds
 * of them at a slow pace: the agent's loss is logged once, and may last for days.
 *
 * <p>Time is a parameter: readings of {@link System#nanoTime()}.
 */
final class Undecided {

    static final Duration PACE = Duration.ofMinutes(10);

    /** The reasons of refusals that tell nothing of the agent. */
    private static final Set<RejectReason> THIS_SIDE =
            EnumSet.of(RejectReason.CALLER_GONE, RejectReason.NOT_ASKED, RejectReason.TOO_LARGE);

    /**
     * What there is to remind of.
     *
     * @param time for how long there has been no decision
     * @param ran how many flows ran without one
     * @param refused how many were refused for want of one
     */
    record Reminder(Duration time, long ran, long refused) {}

    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean lasting;
    private long since;
    private long next;
    private long ran;
    private long refused;

    /** A flow is decided: by the agent, unless this side has refused it without one. */
    void decided(Decision decision) {
        if (lasting && !THIS_SIDE.contains(decision.reason())) {
            lock.lock();
            try {
                lasting = false;
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * The agent has not decided a flow.
     *
     * @param runs whether it runs
     * @param now the time
     * @return what to say; null for nothing
     */
    @Nullable Reminder undecided(boolean runs, long now) {
        lock.lock();
        try {
            if (!lasting) {
                lasting = true;
                since = now;
                next = now + PACE.toNanos();
                ran = 0;
                refused = 0;
            }
            if (runs) {
                ran++;
            } else {
                refused++;
            }
            if (now - next < 0) {
                return null;
            }
            next = now + PACE.toNanos();
            return new Reminder(Duration.ofNanos(now - since), ran, refused);
        } finally {
            lock.unlock();
        }
    }
}
