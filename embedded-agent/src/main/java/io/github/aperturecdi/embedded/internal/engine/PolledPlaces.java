package io.github.aperturecdi.embedded.internal.engine;

import java.util.function.BooleanSupplier;

/**
 * Waits for a place as Aperture's agent does. The agent polls at growing intervals, and notices a
 * returned place late. A flow that is refused for lack of time although there is room still takes a
 * place, which comes back when it expires.
 */
final class PolledPlaces {

    private static final long SHORTEST = 10_000_000;
    private static final long LONGEST = 5_000_000_000L;
    private static final long EXPIRY_MARGIN = 100_000_000;
    private static final int POLLS_BEFORE_BACKING_OFF = 5;

    private PolledPlaces() {}

    static boolean isLate(Queued flow, long now) {
        return flow.patient && flow.deadline - now < TokenLimiter.FAITHFUL_MARGIN;
    }

    static long serve(Queued flow, long now, BooleanSupplier take) {
        if (isLate(flow, now)) {
            return TokenSource.REFUSED;
        }
        if (flow.polls > 0 && now - flow.dueAt < 0) {
            return flow.dueAt - now;
        }
        long wait = wait(flow);
        boolean taken = take.getAsBoolean();
        if (!flow.patient || now + wait - flow.deadline > 0) {
            flow.requestId = "";
            return TokenSource.REFUSED;
        }
        if (taken) {
            return TokenSource.SERVED;
        }
        long pause = bounded(wait / 2);
        if (flow.deadline - now - pause < TokenLimiter.FAITHFUL_MARGIN) {
            return TokenSource.REFUSED;
        }
        flow.dueAt = now + pause;
        return pause;
    }

    private static long wait(Queued flow) {
        long wait = flow.polls >= POLLS_BEFORE_BACKING_OFF ? flow.pollNanos : SHORTEST;
        flow.polls++;
        if (flow.polls % POLLS_BEFORE_BACKING_OFF == 0) {
            wait = flow.pollNanos * 2;
        }
        wait = bounded(wait);
        flow.pollNanos = wait + EXPIRY_MARGIN;
        return wait;
    }

    private static long bounded(long wait) {
        return Math.max(SHORTEST, Math.min(wait, LONGEST));
    }
}
