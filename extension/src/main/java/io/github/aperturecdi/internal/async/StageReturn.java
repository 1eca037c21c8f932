package io.github.aperturecdi.internal.async;

import io.github.aperturecdi.flow.Flow;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Controls {@link CompletionStage} and {@link CompletableFuture} results. If the thread may wait,
 * the caller gets the method's own stage, with its own type, and may cancel the work through it. An
 * action that the caller chains to an incomplete stage may then run before the flow has ended, as a
 * stage runs the action that was chained last first. If the result is cached, the caller gets a
 * copy: who completes the method's own stage would write into the cache.
 */
public final class StageReturn implements ResultKind {

    private static final SingleResult SINGLE =
            new SingleResult() {
                @Override
                public Object of(Object value) {
                    return CompletableFuture.completedFuture(value);
                }

                @Override
                public @Nullable Object whenPresent(
                        @Nullable Object result, Consumer<@Nullable Object> listener) {
                    if (!(result instanceof CompletionStage<?> stage)) {
                        return result;
                    }
                    CompletableFuture<@Nullable Object> copy = emptyLike(stage);
                    follow(
                            stage,
                            copy,
                            (value, failure) -> {
                                if (failure == null) {
                                    listener.accept(value);
                                }
                                return value;
                            });
                    return copy;
                }
            };

    /** For the service loader. */
    public StageReturn() {}

    @Override
    public boolean handles(Class<?> returnType) {
        return CompletionStage.class.isAssignableFrom(returnType);
    }

    @Override
    public boolean canFail(Class<?> returnType) {
        return canBeMade(returnType);
    }

    @Override
    public @Nullable SingleResult single(Class<?> returnType) {
        return canBeMade(returnType) ? SINGLE : null;
    }

    @Override
    public @Nullable Object control(ControlledCall call) throws Exception {
        if (!canBeLater(call)) {
            return stage(call, call.startHere());
        }
        CompletableFuture<Flow> started = call.start();
        if (started.isDone()) {
            return stage(call, started.join());
        }
        Later later = new Later();
        started.whenComplete((flow, cancelled) -> later.begin(call, flow));
        // A completed stage needs no check: the check is answered, or the caller has given up.
        later.whenComplete((result, failure) -> started.cancel(false));
        return later;
    }

    /**
     * Whether the caller may get a stage before the decision: only if this library can create the
     * return type.
     */
    private static boolean canBeLater(ControlledCall call) {
        return canBeMade(call.returnType());
    }

    private static boolean canBeMade(Class<?> returnType) {
        return returnType.isAssignableFrom(CompletableFuture.class);
    }

    private static @Nullable Object stage(ControlledCall call, Flow flow) throws Exception {
        if (flow.shouldRun() && call.lasting() != LastingResults.NONE && canBeLater(call)) {
            Later later = new Later();
            later.begin(call, flow);
            return later;
        }
        Object result;
        try {
            result = call.answer(flow);
        } catch (Throwable t) {
            // A refusal becomes a failed stage, if the return type allows that.
            if (!flow.shouldRun() && canBeLater(call)) {
                return CompletableFuture.failedFuture(t);
            }
            throw t;
        }
        if (!flow.shouldRun() || !(result instanceof CompletionStage<?> stage)) {
            flow.close();
            return result;
        }
        if (call.cached() && canBeLater(call)) {
            return copy(call, flow, stage);
        }
        try {
            // The caller gets this stage and its result, so no followed result can take its place.
            stage.whenComplete(
                    (value, failure) ->
                            AsyncEnds.end(call, LastingResults.NONE, flow, value, failure));
        } catch (Throwable t) {
            // The caller gets the method's stage, even if the stage breaks its contract.
            AsyncEnds.abandon(flow);
        }
        return stage;
    }

    /** A stage for the caller, who cannot end the flow by completing it. */
    private static Object copy(ControlledCall call, Flow flow, CompletionStage<?> stage) {
        try {
            CompletableFuture<@Nullable Object> copy = emptyLike(stage);
            follow(
                    stage,
                    copy,
                    (value, failure) ->
                            AsyncEnds.end(call, LastingResults.NONE, flow, value, failure));
            return copy;
        } catch (Throwable t) {
            // The caller gets the method's stage, even if the stage breaks its contract.
            AsyncEnds.abandon(flow);
            return stage;
        }
    }

    /**
     * An incomplete future that makes dependent stages as the stage does. It is one of the JDK if
     * the stage's own cannot be completed, such as that of a completed stage.
     */
    @SuppressWarnings("unchecked")
    private static CompletableFuture<@Nullable Object> emptyLike(CompletionStage<?> stage) {
        if (stage instanceof CompletableFuture<?> future) {
            try {
                CompletableFuture<@Nullable Object> empty =
                        (CompletableFuture<@Nullable Object>) (Object) future.newIncompleteFuture();
                // The futures behind completedStage, for example, throw when they are completed.
                if (!empty.isDone() && future.newIncompleteFuture().complete(null)) {
                    return empty;
                }
            } catch (RuntimeException e) {
                // The future cannot be completed.
            }
        }
        return new CompletableFuture<>();
    }

    /**
     * Completes a future with a stage. Cancelling the future cancels the stage.
     *
     * @param end gets the outcome first, as actions chained to the future may start the next flow;
     *     it returns the value for the future
     */
    private static void follow(
            CompletionStage<?> stage,
            CompletableFuture<@Nullable Object> future,
            BiFunction<@Nullable Object, @Nullable Throwable, @Nullable Object> end) {
        stage.whenComplete(
                (value, failure) -> {
                    try {
                        Object given = end.apply(value, failure);
                        if (failure == null) {
                            future.complete(given);
                        } else {
                            future.completeExceptionally(failure);
                        }
                    } catch (Throwable t) {
                        // The flow has ended. Without this, the caller would wait for ever.
                        future.completeExceptionally(t);
                    }
                });
        future.whenComplete(
                (value, failure) -> {
                    if (future.isCancelled() && stage instanceof CompletableFuture<?> work) {
                        work.cancel(true);
                    }
                });
    }

    /**
     * The result of a call that waits for its decision or its work. Cancelling it cancels the
     * check, then the work.
     */
    private static final class Later extends CompletableFuture<@Nullable Object> {

        void begin(ControlledCall call, @Nullable Flow flow) {
            if (flow == null) {
                cancel(false);
            } else if (isDone()) {
                // The caller has completed this stage itself and needs no result.
                AsyncEnds.abandon(flow);
            } else {
                answer(call, flow);
            }
        }

        private void answer(ControlledCall call, Flow flow) {
            try {
                Object result = call.answer(flow);
                if (result instanceof CompletionStage<?> stage) {
                    follow(stage, call, flow.shouldRun() ? flow : null);
                } else {
                    flow.close();
                    complete(result);
                }
            } catch (Throwable t) {
                completeExceptionally(t);
            }
        }

        private void follow(CompletionStage<?> stage, ControlledCall call, @Nullable Flow flow) {
            try {
                StageReturn.follow(
                        stage,
                        this,
                        (value, failure) ->
                                flow == null ? value : AsyncEnds.end(call, flow, value, failure));
            } catch (Throwable t) {
                if (flow != null) {
                    AsyncEnds.abandon(flow);
                }
                throw t;
            }
        }
    }
}
