package io.github.aperturecdi.async;

import io.github.aperturecdi.flow.Flow;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The ends of flows whose work goes on after the method returns. */
public final class AsyncEnds {

    private AsyncEnds() {}

    /**
     * Ends a flow whose work has come to one result, or failed; where the result holds work, its
     * end is the flow's.
     *
     * @param call the call
     * @param flow the flow
     * @param result the result
     * @param failure what went wrong; null when nothing did
     * @return the result for the caller
     */
    public static @Nullable Object end(
            ControlledCall call, Flow flow, @Nullable Object result, @Nullable Throwable failure) {
        call.kinds.outcomes().note(flow, failure == null ? result : cause(failure));
        if (failure != null) {
            end(flow, failure);
            return result;
        }
        Object followed = call.lasting().follow(flow, result);
        return followed == null ? result : followed;
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
        return cause == null ? failure : cause;
    }

    /**
     * Ends a flow whose work has ended by itself: a stream's, whose answer has begun before.
     *
     * @param flow the flow
     * @param failure what went wrong; null when nothing did
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
