package io.github.aperturecdi.async;

import io.github.aperturecdi.flow.Flow;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Controls {@link CompletionStage} and {@link CompletableFuture} results. If the thread may wait,
 * the caller gets the method's own stage, with its own type, and may cancel the work through it. An
 * action that the caller chains to an incomplete stage may then run before the flow has ended, as a
 * stage runs the action that was chained last first.
 */
public final class StageReturn implements AsyncReturn {

    private static final SingleResult SINGLE =
            new SingleResult() {
                @Override
                public Object of(Object value) {
                    return CompletableFuture.completedFuture(value);
                }

                @Override
                public @Nullable Object whenPresent(
                        @Nullable Object result, Consumer<@Nullable Object> listener) {
                    if (result instanceof CompletionStage<?> stage) {
                        stage.whenComplete(
                                (value, failure) -> {
                                    if (failure == null) {
                                        listener.accept(value);
                                    }
                                });
                    }
                    return result;
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
    public @Nullable Object control(AsyncCall call) throws Exception {
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
    private static boolean canBeLater(AsyncCall call) {
        return canBeMade(call.returnType());
    }

    private static boolean canBeMade(Class<?> returnType) {
        return returnType.isAssignableFrom(CompletableFuture.class);
    }

    private static @Nullable Object stage(AsyncCall call, Flow flow) throws Exception {
        if (!flow.shouldRun()) {
            return refused(call, flow);
        }
        if (call.mayLast() && canBeLater(call)) {
            Later later = new Later();
            later.begin(call, flow);
            return later;
        }
        Object result = call.proceed(flow);
        if (!(result instanceof CompletionStage<?> stage)) {
            flow.close();
            return result;
        }
        try {
            stage.whenComplete((value, failure) -> call.end(flow, value, failure));
        } catch (Throwable t) {
            // The caller gets the method's stage even if that stage breaks the rules.
            AsyncCall.abandon(flow);
        }
        return stage;
    }

    /**
     * The answer to a refused call. An exception becomes a failed stage, if the return type allows
     * one.
     */
    private static @Nullable Object refused(AsyncCall call, Flow flow) throws Exception {
        try {
            return call.refused(flow);
        } catch (Throwable t) {
            if (canBeLater(call)) {
                return CompletableFuture.failedFuture(t);
            }
            throw t;
        }
    }

    /**
     * The result of a call that waits for its decision or its work. Cancelling it cancels the
     * check, then the work.
     */
    private static final class Later extends CompletableFuture<@Nullable Object> {

        void begin(AsyncCall call, @Nullable Flow flow) {
            if (flow == null) {
                cancel(false);
            } else if (isDone()) {
                // The caller has completed or cancelled this stage meanwhile.
                AsyncCall.abandon(flow);
            } else {
                answer(call, flow);
            }
        }

        private void answer(AsyncCall call, Flow flow) {
            try {
                boolean runs = flow.shouldRun();
                Object result = runs ? call.proceed(flow) : call.refused(flow);
                if (result instanceof CompletionStage<?> stage) {
                    follow(stage, call, runs ? flow : null);
                } else {
                    flow.close();
                    complete(result);
                }
            } catch (Throwable t) {
                completeExceptionally(t);
            }
        }

        /**
         * Ends the flow before it completes this stage, as a chained action may start the next
         * flow.
         */
        private void follow(CompletionStage<?> stage, AsyncCall call, @Nullable Flow flow) {
            try {
                stage.whenComplete(
                        (value, failure) -> {
                            Object given = flow == null ? value : call.end(flow, value, failure);
                            if (failure == null) {
                                complete(given);
                            } else {
                                completeExceptionally(failure);
                            }
                        });
            } catch (Throwable t) {
                if (flow != null) {
                    AsyncCall.abandon(flow);
                }
                throw t;
            }
            whenComplete(
                    (value, failure) -> {
                        if (isCancelled() && stage instanceof CompletableFuture<?> work) {
                            work.cancel(true);
                        }
                    });
        }
    }
}
