package io.github.aperturecdi.internal.async;

import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.internal.FirstOfEach;
import java.lang.reflect.Modifier;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Results whose declared type, such as {@code Object}, does not tell whether their work has ended.
 * The result itself is examined.
 */
public final class OpenResults {

    /** Holds a value and no work, and its {@code isDone} throws. */
    private static final String EJB_RESULT = "jakarta.ejb.AsyncResult";

    private static final System.Logger LOG = System.getLogger(OpenResults.class.getName());

    private final AsyncReturns asyncReturns;
    private final LastingResults lasting;
    private final FirstOfEach<String> said = new FirstOfEach<>();

    /**
     * Creates the examination of results.
     *
     * @param asyncReturns the kinds of results whose work continues
     * @param lasting the kinds of results that hold work
     */
    public OpenResults(AsyncReturns asyncReturns, LastingResults lasting) {
        this.asyncReturns = asyncReturns;
        this.lasting = lasting;
    }

    /**
     * Whether results of a type have to be examined.
     *
     * @param returnType the return type
     * @return false if the type tells that the work has ended
     */
    public static boolean isOpen(Class<?> returnType) {
        return !returnType.isPrimitive() && !Modifier.isFinal(returnType.getModifiers());
    }

    /**
     * Ends the flow of a call that has returned, unless its work continues: then the flow ends with
     * the work.
     *
     * @param flow the flow
     * @param result the result of the method
     * @param call the call; a result with another subscription starts another flow of it
     * @param method the method as messages show it
     * @return the result for the caller: the method's, or another in its place
     * @throws Exception what a result throws while it is examined
     */
    @Nullable Object end(Flow flow, @Nullable Object result, ControlledCall call, String method)
            throws Exception {
        try {
            AsyncReturns.Found found = result == null ? null : asyncReturns.in(result);
            Object followed = null;
            if (found != null && found.kind() != null) {
                RestOfCall rest = new RestOfCall(call, flow, result, found.type());
                followed = found.kind().control(rest);
                if (followed != null) {
                    rest.endWith(followed);
                }
            } else if (found == null && result != null && lasting.mayHold(result)) {
                followed = lasting.follow(flow, result);
            }
            if (followed != null && call.returnType().isInstance(followed)) {
                return followed;
            }
            if (followed != null || found != null && !isDone(result)) {
                say(method, result);
            }
        } catch (Throwable t) {
            AsyncEnds.end(flow, t);
            throw t;
        }
        flow.close();
        return result;
    }

    /** Says that the value of a stage is itself work, which its declared type does not tell. */
    void noteWork(Object value, String method) {
        if (asyncReturns.in(value) != null && !isDone(value)) {
            say(method, value);
        }
    }

    /** A stage of the JDK without its future, such as a completed stage, does not tell. */
    private static boolean isDone(@Nullable Object result) {
        try {
            return result instanceof Future<?> future
                    && (future.getClass().getName().equals(EJB_RESULT) || future.isDone());
        } catch (RuntimeException e) {
            return false;
        }
    }

    private void say(String method, Object result) {
        if (said.is(method)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    AsyncTexts.endsAtReturn(method, result.getClass().getName()));
        }
    }
}
