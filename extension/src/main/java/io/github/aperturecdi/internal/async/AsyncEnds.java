package io.github.aperturecdi.internal.async;

import io.github.aperturecdi.flow.Flow;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The ends of flows whose work goes on after the method returns. */
public final class AsyncEnds {

    private AsyncEnds() {}

    /**
     * Ends a flow whose work has completed with one result, or has failed. If the result holds
     * work, the flow ends with that work.
     *
     * @param call the call
     * @param flow the flow
     * @param result the result
     * @param failure the failure; null if the work succeeded
     * @return the result for the caller
     */
    public static @Nullable Object end(
            ControlledCall call, Flow flow, @Nullable Object result, @Nullable Throwable failure) {
        return end(call, call.lasting(), flow, result, failure);
    }

    /** Follows the work in the result by some of the kinds, or by none. */
    static @Nullable Object end(
            ControlledCall call,
            LastingResults kinds,
            Flow flow,
            @Nullable Object result,
            @Nullable Throwable failure) {
        call.kinds.outcomes().note(flow, failure == null ? result : cause(failure));
        if (failure != null) {
            end(flow, failure);
            return result;
        }
        Object followed = kinds.follow(flow, result);
        if (followed == null && result != null) {
            call.kinds.open().noteWork(result, call.method());
        }
        return followed == null ? result : followed;
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
        return cause == null ? failure : cause;
    }

    /**
     * Ends a flow whose work is a stream that has ended by itself. No HTTP status is recorded, as
     * the answer began earlier.
     *
     * @param flow the flow
     * @param failure the failure; null if the stream has completed
     */
    public static void end(Flow flow, @Nullable Throwable failure) {
        Throwable cause = failure == null ? null : cause(failure);
        if (cause instanceof CancellationException) {
            flow.cancel();
        } else if (cause != null) {
            flow.fail(cause);
        }
        flow.close();
    }

    /**
     * Ends a flow whose caller has given up its work.
     *
     * @param flow the flow
     */
    public static void abandon(Flow flow) {
        flow.cancel();
        flow.close();
    }
}
