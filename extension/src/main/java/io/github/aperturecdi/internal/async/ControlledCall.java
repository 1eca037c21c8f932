package io.github.aperturecdi.internal.async;

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
 * One call of a controlled method. Each {@link #start} starts a flow, so a result with two
 * subscriptions sends two checks. As a {@link Callable}, the call is the work of {@link
 * Flow#current}.
 */
public abstract class ControlledCall implements Callable<@Nullable Object> {

    /** The flow control that starts the flows. */
    protected final FlowControl flows;

    /** The kinds of asynchronous work, which all calls share. */
    protected final ResultKinds kinds;

    /**
     * Creates a call.
     *
     * @param flows starts the flows of the call
     * @param kinds the kinds of asynchronous work, which all calls share
     */
    protected ControlledCall(FlowControl flows, ResultKinds kinds) {
        this.flows = flows;
        this.kinds = kinds;
    }

    /** {@return the request of a flow that starts now} */
    protected abstract FlowRequest request();

    /**
     * {@return the result of the method}
     *
     * @throws Exception what the method throws
     */
    protected abstract @Nullable Object run() throws Exception;

    /**
     * {@return the result of a refused call, of the method's return type}
     *
     * @param rejection the refusal
     * @throws Exception the exception of a refused call
     */
    protected abstract @Nullable Object refused(FlowRejection rejection) throws Exception;

    /** {@return the method as messages show it} */
    protected abstract String method();

    /** {@return the method's return type in the bean} */
    public abstract Class<?> returnType();

    /** {@return the kinds that follow the work in the results} */
    protected abstract LastingResults lasting();

    /** {@return whether the result may be put into the cache} */
    protected boolean cached() {
        return false;
    }

    /** {@return the arguments of the call} */
    protected abstract @Nullable Object[] arguments();

    /**
     * Replaces the arguments of the call.
     *
     * @param arguments the new arguments
     */
    protected abstract void arguments(@Nullable Object[] arguments);

    /** {@return the same call, for flows that may start after the interceptor has returned} */
    protected abstract ControlledCall later();

    /**
     * Starts a flow on this thread. It does not wait on an event loop: see {@link
     * FlowControl#start}.
     */
    Flow startHere() {
        return flows.start(request());
    }

    /**
     * Starts a flow. If this thread may wait, it waits for the decision. On an event loop, the flow
     * is delivered later on the same loop. If the loop has stopped by then, the flow has ended and
     * its work does not run.
     *
     * @return the flow; already complete if the decision is there. Cancelling it cancels the check.
     */
    public CompletableFuture<Flow> start() {
        Executor loop = flows.blocks() ? kinds.loops().current() : null;
        return loop == null
                ? CompletableFuture.completedFuture(startHere())
                : flows.startAsync(request(), loop);
    }

    /** Runs the method, and records the HTTP status of the outcome in the flow. */
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
     * Runs the method of an admitted flow, or answers a refused call. The answer to a refused call
     * is made on the thread that would run the method, and outside any flow. If the method throws,
     * its flow has ended.
     */
    final @Nullable Object answer(Flow flow) throws Exception {
        return flow.shouldRun() ? flow.call(this) : refused(flow.rejection().orElseThrow());
    }

    /**
     * Does what {@code answer(flow)} does, for a result that must not be null.
     *
     * @param flow the flow; it stays open unless the method throws
     * @param kind the name of the result's type for messages
     * @return the result of the method or its fallback
     * @throws Exception what the method throws, or the failure of a refused call
     */
    public final Object answer(Flow flow, String kind) throws Exception {
        return Objects.requireNonNull(
                answer(flow),
                () -> (flow.shouldRun() ? "the method" : "the fallback") + " returned no " + kind);
    }
}
