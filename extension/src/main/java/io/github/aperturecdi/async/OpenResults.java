package io.github.aperturecdi.async;

import io.github.aperturecdi.flow.FirstOfEach;
import io.github.aperturecdi.flow.Flow;
import java.lang.reflect.Modifier;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Results whose declared type does not tell whether their work has ended, such as {@code Object}:
 * looked at when they are there.
 */
public final class OpenResults {

    private static final System.Logger LOG = System.getLogger(OpenResults.class.getName());

    private final AsyncReturns asyncReturns;
    private final LastingResults lasting;
    private final FirstOfEach<String> said = new FirstOfEach<>();

    /**
     * Results.
     *
     * @param asyncReturns the kinds of results whose work goes on
     * @param lasting the kinds of results that hold work
     */
    public OpenResults(AsyncReturns asyncReturns, LastingResults lasting) {
        this.asyncReturns = asyncReturns;
        this.lasting = lasting;
    }

    /**
     * Whether results of a type have to be looked at.
     *
     * @param returnType the return type
     * @return false where the type says that the work has ended
     */
    public static boolean isOpen(Class<?> returnType) {
        return !returnType.isPrimitive() && !Modifier.isFinal(returnType.getModifiers());
    }

    /**
     * Whether the work of a call has ended with its return, as that of nearly all has.
     *
     * @param result what the method has returned
     * @return false for a result that {@link #of} has to look into
     */
    public boolean haveEnded(@Nullable Object result) {
        return result == null || asyncReturns.in(result) == null && !lasting.mayHold(result);
    }

    /**
     * Ends the flow of a call that has returned, unless its work goes on: then the flow ends with
     * that.
     *
     * @param flow the flow
     * @param result what the method has returned
     * @param returnType its return type in the bean
     * @param call makes the call, for a result that asks again when it is subscribed to again
     * @param method the method, for people
     * @return what the caller gets: the method's result, or one in its place
     * @throws Exception what a result throws while it is looked at
     */
    public @Nullable Object of(
            Flow flow,
            @Nullable Object result,
            Class<?> returnType,
            Supplier<AsyncCall> call,
            String method)
            throws Exception {
        try {
            AsyncReturns.Found found = result == null ? null : asyncReturns.in(result);
            Object followed;
            if (found == null) {
                followed = lasting.follow(flow, result);
            } else if (found.kind() == null) {
                followed = null;
            } else {
                AsyncCall rest = call.get().after(flow, result, found.type());
                followed = found.kind().control(rest);
                if (followed != null) {
                    rest.endWith(followed);
                }
            }
            if (followed != null && returnType.isInstance(followed)) {
                return followed;
            }
            if (followed != null || found != null && !isDone(result)) {
                say(method, result);
            }
        } catch (Throwable t) {
            AsyncCall.end(flow, t);
            throw t;
        }
        flow.close();
        return result;
    }

    private static boolean isDone(@Nullable Object result) {
        return result instanceof Future<?> future && future.isDone();
    }

    private void say(String method, Object result) {
        if (said.is(method)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    AsyncTexts.endsAtReturn(method, result.getClass().getName()));
        }
    }
}
