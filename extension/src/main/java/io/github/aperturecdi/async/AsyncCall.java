package io.github.aperturecdi.async;

import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.outcome.HttpOutcomes;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call of a method with an asynchronous result. Each {@link #start} begins a flow of its own: a
 * result with two subscriptions starts two flows.
 */
public final class AsyncCall {

    /** Answers refused calls. */
    @FunctionalInterface
    public interface Refused {

        /**
         * Answers a refused call.
         *
         * @param rejection the refusal
         * @return the result for the caller, of the method's return type
         * @throws Exception the failure for the caller
         */
        @Nullable Object answer(FlowRejection rejection) throws Exception;
    }

    private final FlowControl flows;
    private final EventLoops loops;
    private final HttpOutcomes outcomes;
    private final Supplier<FlowRequest> request;
    private final Callable<@Nullable Object> method;
    private final Refused refused;
    private final Class<?> returnType;
    private final LastingResults lasting;

    /** A flow that has begun and that the first start takes over; null if there is none. */
    private final AtomicReference<@Nullable Flow> begun = new AtomicReference<>();

    /**
     * Creates a call.
     *
     * @param flows starts its flows
     * @param loops knows the threads that must not wait
     * @param outcomes reads the HTTP status of its results
     * @param request makes the request of each flow when the flow starts
     * @param method runs the method
     * @param refused answers the call if it is refused
     * @param returnType the method's declared return type
     */
    public AsyncCall(
            FlowControl flows,
            EventLoops loops,
            HttpOutcomes outcomes,
            Supplier<FlowRequest> request,
            Callable<@Nullable Object> method,
            Refused refused,
            Class<?> returnType) {
        this(flows, loops, outcomes, request, method, refused, returnType, LastingResults.NONE);
    }

    /**
     * Creates a call whose result may complete with a value that holds work.
     *
     * @param flows starts its flows
     * @param loops knows the threads that must not wait
     * @param outcomes reads the HTTP status of its results
     * @param request makes the request of each flow when the flow starts
     * @param method runs the method
     * @param refused answers the call if it is refused
     * @param returnType the method's return type in the bean
     * @param lasting follows the work in the value
     */
    public AsyncCall(
            FlowControl flows,
            EventLoops loops,
            HttpOutcomes outcomes,
            Supplier<FlowRequest> request,
            Callable<@Nullable Object> method,
            Refused refused,
            Class<?> returnType,
            LastingResults lasting) {
        this.flows = flows;
        this.loops = loops;
        this.outcomes = outcomes;
        this.request = request;
        this.method = method;
        this.refused = refused;
        this.returnType = returnType;
        this.lasting = lasting;
    }

    /**
     * A call whose method has run and has returned an asynchronous result. The first start takes
     * over the flow; a later subscription to the result starts a new flow.
     */
    AsyncCall after(Flow flow, Object result, Class<?> type) {
        AsyncCall rest =
                new AsyncCall(
                        flows, loops, outcomes, request, () -> result, refused, type, lasting);
        rest.begun.set(flow);
        return rest;
    }

    /**
     * Starts a flow. It waits for the decision if this thread may wait. On an event loop the flow
     * comes later, on the same event loop. If the loop has stopped meanwhile, the work does not
     * run, the flow ends, and the future is cancelled.
     *
     * @return the flow; complete already if the decision is known. Cancelling it cancels the check.
     */
    public CompletableFuture<Flow> start() {
        Flow now = begun.getAndSet(null);
        if (now != null) {
            return CompletableFuture.completedFuture(now);
        }
        Executor loop = flows.blocks() ? loops.current() : null;
        if (loop == null) {
            return CompletableFuture.completedFuture(flows.start(request.get()));
        }
        return flows.startAsync(request.get(), loop);
    }

    /**
     * Starts a flow on this thread; on an event loop it does not wait, see {@link
     * FlowControl#start}.
     *
     * @return the flow
     */
    public Flow startHere() {
        Flow now = begun.getAndSet(null);
        return now != null ? now : flows.start(request.get());
    }

    /**
     * Runs the method on this thread, for an admitted flow. If the method throws, the flow has
     * ended.
     *
     * @param flow the flow
     * @return what the method returns; the flow continues
     * @throws Exception what the method throws
     */
    public @Nullable Object proceed(Flow flow) throws Exception {
        return flow.call(outcomes.around(method));
    }

    /**
     * Makes the result in place of the method's, on the thread that would run the method.
     *
     * @param flow a refused flow
     * @return a result of the method's return type, without a flow
     * @throws Exception the failure of the result
     */
    public @Nullable Object refused(Flow flow) throws Exception {
        return refused.answer(flow.rejection().orElseThrow());
    }

    /**
     * The method's declared return type.
     *
     * @return the type
     */
    public Class<?> returnType() {
        return returnType;
    }

    /**
     * Whether the result may complete with a value that holds work, so that the caller gets another
     * result.
     *
     * @return true if {@link #end} may return another result
     */
    public boolean mayLast() {
        return lasting != LastingResults.NONE;
    }

    /**
     * Ends a flow whose work has a single result or has failed. If the result holds work, the flow
     * ends with that work.
     *
     * @param flow the flow
     * @param result the result
     * @param failure the failure; null if there is none
     * @return the result for the caller
     */
    public @Nullable Object end(Flow flow, @Nullable Object result, @Nullable Throwable failure) {
        outcomes.note(flow, failure == null ? result : cause(failure));
        if (failure != null) {
            end(flow, failure);
            return result;
        }
        Object followed = lasting.follow(flow, result);
        return followed == null ? result : followed;
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
        return cause == null ? failure : cause;
    }

    /**
     * Ends a flow whose work has ended, without a look at its result: a stream has begun its answer
     * earlier.
     *
     * @param flow the flow
     * @param failure the failure; null if there is none
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
     * Ends a flow whose work is no longer wanted.
     *
     * @param flow the flow
     */
    public static void abandon(Flow flow) {
        flow.cancel();
        flow.close();
    }
}
