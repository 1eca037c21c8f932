package io.github.aperturecdi.flow.link;

import io.grpc.Context;
import io.grpc.Deadline;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The gRPC call that this thread serves, as far as it limits a check. One that is over already is
 * left aside: work goes on in its context, and is limited like any other.
 */
final class Caller {

    /** Not limited by any. */
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

    /** Whether it has given up. The deadline counts, as a context hears of it by a timer. */
    boolean isGone() {
        return context.isCancelled() || (deadline != null && deadline.isExpired());
    }

    /** The time, or what the caller has left of it. */
    long within(long nanos) {
        return deadline == null
                ? nanos
                : Math.max(1, Math.min(nanos, deadline.timeRemaining(TimeUnit.NANOSECONDS)));
    }

    /** Hears when it gives up; at once if it has. */
    Context.CancellationListener onGone(Runnable gone, Executor executor) {
        Context.CancellationListener listener = cancelled -> gone.run();
        context.addListener(listener, executor);
        return listener;
    }

    void forget(Context.CancellationListener listener) {
        context.removeListener(listener);
    }
}
