package io.github.aperturecdi.flow.link;

import io.grpc.Context;
import io.grpc.Deadline;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The gRPC call that this thread serves, which may limit a check. A call that is over does not
 * count: work may continue in its context.
 */
final class Caller {

    /** No call, and no limit. */
    private static final Caller NONE = new Caller(Context.ROOT, null);

    private final Context context;
    private final @Nullable Deadline deadline;

    private Caller(Context context, @Nullable Deadline deadline) {
        this.context = context;
        this.deadline = deadline;
    }

    static Caller current() {
        Context context = Context.current();
        Caller caller = new Caller(context, context.getDeadline());
        return context == Context.ROOT || caller.isGone() ? NONE : caller;
    }

    /**
     * Whether the caller has given up. The deadline is checked as well, as a timer reports it to
     * the context later.
     */
    boolean isGone() {
        return context.isCancelled() || (deadline != null && deadline.isExpired());
    }

    /** The time, limited by the caller's remaining time. */
    long within(long nanos) {
        return deadline == null
                ? nanos
                : Math.max(1, Math.min(nanos, deadline.timeRemaining(TimeUnit.NANOSECONDS)));
    }

    /** Runs an action when the caller gives up, or at once if it has. */
    Context.CancellationListener onGone(Runnable gone, Executor executor) {
        Context.CancellationListener listener = cancelled -> gone.run();
        context.addListener(listener, executor);
        return listener;
    }

    void forget(Context.CancellationListener listener) {
        context.removeListener(listener);
    }
}
