package io.github.aperturecdi.flow;

import io.github.aperturecdi.flow.spi.Agent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The start of a flow without waiting for the decision.
 *
 * @param control starts the flow
 * @param request the request
 * @param set the settings, read once
 * @param startNanos the time of the caller's call
 * @param observation the observation of the flow
 */
record PendingStart(
        FlowControl control,
        FlowRequest request,
        ControlPointSettings set,
        long startNanos,
        FlowObserver.Observation observation) {

    /**
     * Returns the flow, which is complete at once or later on the executor. Cancelling it cancels
     * the check.
     */
    CompletableFuture<Flow> start(Agent agent, LiveFlows live, Executor executor) {
        live.checkBegins();
        // The field is read after the check is counted: a shutdown that has not counted the check
        // must not get it later.
        CompletableFuture<Decision> decision;
        try {
            decision =
                    control.closing
                            ? CompletableFuture.completedFuture(Decision.unreachable())
                            : agent.checkAsync(request, set.timeout(request));
        } catch (Throwable e) {
            live.checkEnds();
            throw e;
        }
        if (decision.isDone() && !decision.isCompletedExceptionally()) {
            try {
                return CompletableFuture.completedFuture(answered(decision.join()));
            } finally {
                live.checkEnds();
            }
        }
        CompletableFuture<Flow> flow = new CompletableFuture<>();
        decision.whenComplete(
                (made, cancelled) -> {
                    Flow started;
                    try {
                        started = made == null ? null : answered(made);
                    } catch (Throwable e) {
                        flow.completeExceptionally(e);
                        return;
                    } finally {
                        live.checkEnds();
                    }
                    hand(started, flow, executor);
                });
        flow.whenComplete(
                (started, cancelled) -> {
                    if (cancelled != null) {
                        decision.cancel(false);
                    }
                });
        return flow;
    }

    private Flow answered(Decision decision) {
        return control.answered(request, decision, set, startNanos, observation);
    }

    /** Completes the future. The flow is null if the caller has cancelled the check. */
    private void hand(@Nullable Flow started, CompletableFuture<Flow> flow, Executor executor) {
        if (started != null) {
            CallerExecutor.hand(started, flow, executor);
            return;
        }
        long nanos = control.ticker.nanos() - startNanos;
        observation.decided(Decision.callerGone(), false, nanos);
        observation.ended(FlowStatus.UNSET, nanos);
        flow.cancel(false);
    }
}
