package io.github.aperturecdi.embedded;

import io.github.aperturecdi.embedded.internal.engine.FlowCheck;
import io.grpc.Context;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads the deadline and the cancellation of the gRPC call that this thread serves. */
final class Callers {

    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE - 1);

    private Callers() {}

    /**
     * The shorter of a timeout and the time that the call has left. A call whose deadline has
     * passed already is ignored.
     */
    static long nanosLeft(Duration timeout) {
        long nanos = nanos(timeout);
        return isGone() ? nanos : Math.min(nanos, nanosLeft());
    }

    /**
     * The time that the call has left; {@link FlowCheck#NO_TIMEOUT} for a call without a deadline.
     */
    static long nanosLeft() {
        return nanosLeft(Context.current().getDeadline());
    }

    /** The time to a deadline; {@link FlowCheck#NO_TIMEOUT} for none. */
    static long nanosLeft(@Nullable Deadline deadline) {
        return deadline == null
                ? FlowCheck.NO_TIMEOUT
                : Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS));
    }

    /** The nanoseconds of a timeout. */
    static long nanos(Duration timeout) {
        return timeout.compareTo(LONGEST) < 0 ? timeout.toNanos() : LONGEST.toNanos();
    }

    private static boolean isGone() {
        Context context = Context.current();
        Deadline deadline = context.getDeadline();
        return context.isCancelled() || deadline != null && deadline.isExpired();
    }

    /**
     * The call whose caller may give up the flow that it now asks for; null for none. A caller that
     * has given up already is ignored.
     */
    static @Nullable Context current() {
        Context context = Context.current();
        return context == Context.ROOT || isGone() ? null : context;
    }

    /**
     * Runs an action when the caller gives up, or now if that has happened since {@link #current}.
     *
     * @return an action that stops listening
     */
    static Runnable onGone(@Nullable Context caller, Runnable gone) {
        if (caller == null) {
            return () -> {};
        }
        Context.CancellationListener listener = cancelled -> gone.run();
        caller.addListener(listener, Runnable::run);
        return () -> caller.removeListener(listener);
    }
}
