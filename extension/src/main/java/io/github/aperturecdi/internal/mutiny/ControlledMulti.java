package io.github.aperturecdi.internal.mutiny;

import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.internal.async.AsyncEnds;
import io.github.aperturecdi.internal.async.ControlledCall;
import io.smallrye.mutiny.Multi;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** A {@code Multi} that starts a flow and runs the method for each subscription. */
final class ControlledMulti {

    private ControlledMulti() {}

    static Multi<Object> of(ControlledCall call) {
        return Multi.createFrom()
                .deferred(
                        () -> {
                            CompletableFuture<Flow> started = call.start();
                            AtomicBoolean givenUp = new AtomicBoolean();
                            return started.isDone()
                                    ? work(call, started.join())
                                    : ControlledUni.later(started, givenUp)
                                            .onItem()
                                            .transformToMulti(
                                                    flow -> new LateMulti(work(call, flow)))
                                            .onCancellation()
                                            .invoke(() -> ControlledUni.abandon(started, givenUp));
                        });
    }

    @SuppressWarnings("unchecked")
    private static Multi<Object> work(ControlledCall call, Flow flow) {
        try {
            Multi<Object> multi = (Multi<Object>) call.answer(flow, "Multi");
            return flow.shouldRun() ? new EndingMulti(multi, flow) : multi;
        } catch (Throwable t) {
            AsyncEnds.end(flow, t);
            return Multi.createFrom().failure(t);
        }
    }
}
