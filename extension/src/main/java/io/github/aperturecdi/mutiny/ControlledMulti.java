package io.github.aperturecdi.mutiny;

import io.github.aperturecdi.async.AsyncCall;
import io.github.aperturecdi.flow.Flow;
import io.smallrye.mutiny.Multi;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** A {@code Multi} that starts a flow and runs the method for each subscription. */
final class ControlledMulti {

    private ControlledMulti() {}

    static Multi<Object> of(AsyncCall call) {
        return Multi.createFrom()
                .deferred(
                        () -> {
                            CompletableFuture<Flow> started = call.start();
                            AtomicBoolean givenUp = new AtomicBoolean();
                            return started.isDone()
                                    ? work(call, started.join())
                                    : ControlledUni.later(started, givenUp)
                                            .onItem()
                                            .transformToMulti(flow -> work(call, flow))
                                            .onCancellation()
                                            .invoke(() -> ControlledUni.abandon(started, givenUp));
                        });
    }

    private static Multi<Object> work(AsyncCall call, Flow flow) {
        if (!flow.shouldRun()) {
            return answer(call, flow);
        }
        try {
            @SuppressWarnings("unchecked")
            Multi<Object> multi =
                    (Multi<Object>)
                            Objects.requireNonNull(
                                    call.proceed(flow), "the method returned no Multi");
            return new EndingMulti(multi, flow);
        } catch (Throwable t) {
            AsyncCall.end(flow, t);
            return Multi.createFrom().failure(t);
        }
    }

    @SuppressWarnings("unchecked")
    private static Multi<Object> answer(AsyncCall call, Flow refused) {
        try {
            return (Multi<Object>)
                    Objects.requireNonNull(call.refused(refused), "the fallback returned no Multi");
        } catch (Throwable t) {
            return Multi.createFrom().failure(t);
        }
    }
}
