package io.github.aperturecdi.async;

import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One call of a controlled method. Each {@link #start} is a flow of its own, so a result that is
 * subscribed to twice asks twice. As a {@link Callable}, it is the work of {@link Flow#current}.
 */
public abstract class ControlledCall implements Callable<@Nullable Object> {

    /** Starts its flows. */
    protected final FlowControl flows;

    /** What the application's calls share. */
    protected final AsyncKinds kinds;

    /**
     * A call.
     *
     * @param flows starts its flows
     * @param kinds what the application's calls share
     */
    protected ControlledCall(FlowControl flows, AsyncKinds kinds) {
        this.flows = flows;
        this.kinds = kinds;
    }

    /** {@return what a flow asks that starts now} */
    protected abstract FlowRequest request();

    /**
     * {@return what the method returns}
     *
     * @throws Exception what it throws
     */
    protected abstract @Nullable Object run() throws Exception;

    /**
     * {@return what the caller of a refused call gets: of the method's return type}
     *
     * @param rejection the refusal
     * @throws Exception what the caller gets instead
     */
    protected abstract @Nullable Object refused(FlowRejection rejection) throws Exception;

    /** {@return the method's return type in the bean} */
    public abstract Class<?> returnType();

    /** {@return what follows the work in what the result comes to} */
    protected abstract LastingResults lasting();

    /** {@return the arguments of the call} */
    protected abstract @Nullable Object[] arguments();

    /**
     * Gives the method other arguments.
     *
     * @param arguments what it gets
     */
    protected abstract void arguments(@Nullable Object[] arguments);

    /** {@return the same call, for flows that start when its thread has gone on} */
    protected abstract ControlledCall later();

    /**
     * Starts a flow on this thread, without waiting where it must not: see {@link
     * FlowControl#start}.
     *
     * @return the flow
     */
    public Flow startHere() {
        return flows.start(request());
    }

    /**
     * Starts a flow. Waits for the decision where this thread may wait; on an event loop the flow
     * comes later, on the same event loop. A loop that has stopped meanwhile takes nothing: then
     * the flow has ended, and its work does not run.
     *
     * @return the flow; already complete where the decision is there. Cancelling it cancels the
     *     check.
     */
    public CompletableFuture<Flow> start() {
        Executor loop = flows.blocks() ? kinds.loops().current() : null;
        return loop == null
                ? CompletableFuture.completedFuture(startHere())
                : flows.startAsync(request(), loop);
    }

    /** Runs the method, and notes on its flow what the outcome tells of the HTTP answer. */
    @Override
    public final @Nullable Object call() throws Exception {
        Flow flow = Flow.current();
        Object result;
        try {
            result = run();
        } catch (Throwable t) {
            kinds.outcomes().note(flow, t);
            throw t;
        }
        kinds.outcomes().note(flow, result);
        return result;
    }

    /**
     * Runs the method of an admitted flow, or answers a refused one: on the thread that would run
     * the method, and under no flow. When the method throws, its flow has ended.
     */
    final @Nullable Object answer(Flow flow) throws Exception {
        return flow.shouldRun() ? flow.call(this) : refused(flow.rejection().orElseThrow());
    }

    /**
     * As the answer of a call whose result is one of a library's, and not null.
     *
     * @param flow the flow; it goes on unless the method throws
     * @param kind what the result is called
     * @return what the method or its fallback returns
     * @throws Exception what the method throws, or what the result of a refused call fails with
     */
    public final Object answer(Flow flow, String kind) throws Exception {
        return Objects.requireNonNull(
                answer(flow),
                () -> (flow.shouldRun() ? "the method" : "the fallback") + " returned no " + kind);
    }
}
