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
 * One call of a method with an asynchronous result. Each {@link #start} is a flow of its own, so a
 * result that is subscribed to twice asks twice.
 */
public final class AsyncCall {

    /** Says what a refused call gets. */
    @FunctionalInterface
    public interface Refused {

        /**
         * Answers.
         *
         * @param rejection the refusal
         * @return what the caller gets: of the method's return type
         * @throws Exception what the caller gets instead
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

    /** The flow that the first start takes over; null for a call that has not begun. */
    private final AtomicReference<@Nullable Flow> begun = new AtomicReference<>();

    /**
     * A call.
     *
     * @param flows starts its flows
     * @param loops knows the threads that must not wait
     * @param outcomes knows what its results tell of the HTTP answer
     * @param request what each flow asks, at the moment when it does
     * @param method runs the method
     * @param refused what a refused call gets
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
     * A call whose result may come to one that holds work.
     *
     * @param flows starts its flows
     * @param loops knows the threads that must not wait
     * @param outcomes knows what its results tell of the HTTP answer
     * @param request what each flow asks, at the moment when it does
     * @param method runs the method
     * @param refused what a refused call gets
     * @param returnType the method's return type in the bean
     * @param lasting follows the work in what the result comes to
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
     * The rest of a call whose method has run, and has returned what goes on. The first start takes
     * its flow over; a result that is subscribed to again asks again.
     */
    AsyncCall after(Flow flow, Object result, Class<?> type) {
        AsyncCall rest =
                new AsyncCall(
                        flows, loops, outcomes, request, () -> result, refused, type, lasting);
        rest.begun.set(flow);
        return rest;
    }

    /** The flow that has begun, and that nobody takes over, ends once nobody has the result. */
    void endWith(Object result) {
        AtomicReference<@Nullable Flow> left = begun;
        if (left.get() == null) {
            return;
        }
        Unreferenced.then(
                result,
                () -> {
                    Flow flow = left.getAndSet(null);
                    if (flow != null) {
                        abandon(flow);
                    }
                });
    }

    /**
     * Starts a flow. Waits for the decision where this thread may wait; on an event loop the flow
     * comes later, on the same event loop. A loop that has stopped meanwhile takes nothing: then
     * nobody runs the work, either, and the flow has ended.
     *
     * @return the flow; already complete where the decision is there. Cancelling it cancels the
     *     question.
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
     * Starts a flow on this thread, without waiting where it must not: see {@link
     * FlowControl#start}.
     *
     * @return the flow
     */
    public Flow startHere() {
        Flow now = begun.getAndSet(null);
        return now != null ? now : flows.start(request.get());
    }

    /**
     * Runs the method on this thread, for an admitted flow. When the method throws, the flow has
     * ended.
     *
     * @param flow the flow
     * @return what the method returns; the flow goes on
     * @throws Exception what the method throws
     */
    public @Nullable Object proceed(Flow flow) throws Exception {
        return flow.call(outcomes.around(method));
    }

    /**
     * What a caller gets in place of what the method returns, asked for on the thread that would
     * run the method.
     *
     * @param flow a refused flow
     * @return a result of the method's return type, under no flow
     * @throws Exception what the result fails with
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
     * Whether what the result comes to may hold work, so that the caller gets another in its place.
     *
     * @return true if {@link #end} may return another result
     */
    public boolean mayLast() {
        return lasting != LastingResults.NONE;
    }

    /**
     * Ends a flow whose work has come to one result, or failed; where the result holds work, its
     * end is the flow's.
     *
     * @param flow the flow
     * @param result the result
     * @param failure what went wrong; null when nothing did
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
     * Ends a flow whose work nobody wants any more.
     *
     * @param flow the flow
     */
    public static void abandon(Flow flow) {
        flow.cancel();
        flow.close();
    }
}
