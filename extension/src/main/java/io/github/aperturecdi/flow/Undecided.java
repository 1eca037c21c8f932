package io.github.aperturecdi.flow;

import io.github.aperturecdi.RejectReason;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Counts the flows without a decision since the last decision, and reminds of them at long
 * intervals: the loss of the agent is logged once only, but may last for days.
 *
 * <p>Time is a parameter: readings of {@link System#nanoTime()}.
 */
final class Undecided {

    static final Duration PACE = Duration.ofMinutes(10);

    /** The reasons of refusals that say nothing about the agent. */
    private static final Set<RejectReason> THIS_SIDE =
            EnumSet.of(RejectReason.CALLER_GONE, RejectReason.NOT_ASKED, RejectReason.TOO_LARGE);

    /**
     * The content of a reminder.
     *
     * @param time the time without a decision
     * @param ran the number of flows that ran without a decision
     * @param refused the number of flows that were refused without a decision
     */
    record Reminder(Duration time, long ran, long refused) {}

    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean lasting;
    private long since;
    private long next;
    private long ran;
    private long refused;

    /** Called for a flow with a decision. A refusal by this side does not count as the agent's. */
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
     * Called for a flow without a decision.
     *
     * @param runs whether it runs
     * @param now the time
     * @return the reminder; null if none is due
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
