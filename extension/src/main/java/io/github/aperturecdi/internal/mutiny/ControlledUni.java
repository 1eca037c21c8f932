package io.github.aperturecdi.internal.mutiny;

import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.internal.async.AsyncEnds;
import io.github.aperturecdi.internal.async.ControlledCall;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** A {@code Uni} that starts a flow and runs the method for each subscription. */
final class ControlledUni {

    private ControlledUni() {}

    static Uni<Object> of(ControlledCall call) {
        return Uni.createFrom()
                .deferred(
                        () -> {
                            CompletableFuture<Flow> started = call.start();
                            AtomicBoolean givenUp = new AtomicBoolean();
                            return started.isDone()
                                    ? work(call, started.join())
                                    : later(started, givenUp)
                                            .onItem()
                                            .transformToUni(flow -> new LateUni(work(call, flow)))
                                            .onCancellation()
                                            .invoke(() -> abandon(started, givenUp));
                        });
    }

    /** The flow, once it is decided. A cancelled subscription cancels the check. */
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
                                            // The event loop has stopped. A cancelled subscription
                                            // gets no failure, as Mutiny would log it.
                                            emitter.fail(gone);
                                        }
                                    });
                        });
    }

    /**
     * Ends what a cancelled subscription leaves behind: the check, or a flow that is decided but
     * may not have reached the subscriber.
     */
    static void abandon(CompletableFuture<Flow> started, AtomicBoolean givenUp) {
        givenUp.set(true);
        if (!started.cancel(false)) {
            started.thenAccept(AsyncEnds::abandon);
        }
    }

    @SuppressWarnings("unchecked")
    private static Uni<Object> work(ControlledCall call, Flow flow) {
        try {
            Uni<Object> uni = (Uni<Object>) call.answer(flow, "Uni");
            return flow.shouldRun() ? new EndingUni(uni, call, flow) : uni;
        } catch (Throwable t) {
            AsyncEnds.end(flow, t);
            return Uni.createFrom().failure(t);
        }
    }
}
