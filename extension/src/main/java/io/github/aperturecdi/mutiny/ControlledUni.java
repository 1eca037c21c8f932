package io.github.aperturecdi.mutiny;

import io.github.aperturecdi.async.AsyncCall;
import io.github.aperturecdi.flow.Flow;
import io.smallrye.mutiny.Uni;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** A {@code Uni} that asks, and runs the method, at each subscription. */
final class ControlledUni {

    private ControlledUni() {}

    static Uni<Object> of(AsyncCall call) {
        return Uni.createFrom()
                .deferred(
                        () -> {
                            CompletableFuture<Flow> started = call.start();
                            AtomicBoolean givenUp = new AtomicBoolean();
                            return started.isDone()
                                    ? work(call, started.join())
                                    : later(started, givenUp)
                                            .onItem()
                                            .transformToUni(flow -> work(call, flow))
                                            .onCancellation()
                                            .invoke(() -> abandon(started, givenUp));
                        });
    }

    /** The flow, when it comes; giving the subscription up cancels the question. */
    static Uni<Flow> later(CompletableFuture<Flow> started, AtomicBoolean givenUp) {
        return Uni.createFrom()
                .emitter(
                        emitter -> {
                            emitter.onTermination(() -> started.cancel(false));
                            started.whenComplete(
                                    (flow, gone) -> {
                                        if (flow != null) {
                                            emitter.complete(flow);
                                        } else if (!givenUp.get()) {
                                            // The event loop has stopped. Of a subscription that
                                            // was given up, Mutiny would log the failure.
                                            emitter.fail(gone);
                                        }
                                    });
                        });
    }

    /**
     * Whatever has become of the question: a flow that has come meanwhile may have reached nobody.
     */
    static void abandon(CompletableFuture<Flow> started, AtomicBoolean givenUp) {
        givenUp.set(true);
        if (!started.cancel(false)) {
            started.thenAccept(AsyncCall::abandon);
        }
    }

    private static Uni<Object> work(AsyncCall call, Flow flow) {
        if (!flow.shouldRun()) {
            return answer(call, flow);
        }
        try {
            @SuppressWarnings("unchecked")
            Uni<Object> uni =
                    (Uni<Object>)
                            Objects.requireNonNull(
                                    call.proceed(flow), "the method returned no Uni");
            return uni.onFailure()
                    .invoke(failure -> call.end(flow, null, failure))
                    .onItem()
                    .transform(item -> call.end(flow, item, null))
                    .onCancellation()
                    .invoke(() -> AsyncCall.abandon(flow));
        } catch (Throwable t) {
            AsyncCall.end(flow, t);
            return Uni.createFrom().failure(t);
        }
    }

    @SuppressWarnings("unchecked")
    private static Uni<Object> answer(AsyncCall call, Flow refused) {
        try {
            return (Uni<Object>)
                    Objects.requireNonNull(call.refused(refused), "the fallback returned no Uni");
        } catch (Throwable t) {
            return Uni.createFrom().failure(t);
        }
    }
}
