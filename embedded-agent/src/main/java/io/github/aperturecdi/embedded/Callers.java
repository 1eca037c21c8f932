package io.github.aperturecdi.embedded;

import io.github.aperturecdi.embedded.engine.FlowCheck;
import io.grpc.Context;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The gRPC call that this thread serves, as far as it limits a wait. */
final class Callers {

    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE - 1);

    private Callers() {}

    /** A timeout, or what the caller has left of it. One whose time is up already is left aside. */
    static long nanosLeft(Duration timeout) {
        long nanos = timeout.compareTo(LONGEST) < 0 ? timeout.toNanos() : LONGEST.toNanos();
        return isGone() ? nanos : Math.min(nanos, nanosLeft());
    }

    /** What the call has left; {@link FlowCheck#NO_TIMEOUT} for one without a deadline. */
    static long nanosLeft() {
        Deadline deadline = Context.current().getDeadline();
        return deadline == null
                ? FlowCheck.NO_TIMEOUT
                : Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS));
    }

    private static boolean isGone() {
        Context context = Context.current();
        Deadline deadline = context.getDeadline();
        return context.isCancelled() || deadline != null && deadline.isExpired();
    }

    /**
     * Hears when the caller gives up. One that has given up already is left aside.
     *
     * @return ends the listening
     */
    static Runnable onGone(Runnable gone) {
        Context context = Context.current();
        if (context == Context.ROOT || isGone()) {
            return () -> {};
        }
        Context.CancellationListener listener = cancelled -> gone.run();
        context.addListener(listener, Runnable::run);
        return () -> context.removeListener(listener);
    }
}
