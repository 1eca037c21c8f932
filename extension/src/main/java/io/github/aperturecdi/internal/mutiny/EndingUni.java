package io.github.aperturecdi.internal.mutiny;

import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.internal.async.AsyncEnds;
import io.github.aperturecdi.internal.async.ControlledCall;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.subscription.UniSubscriber;

/**
 * A {@code Uni} that ends its flow before it reports its outcome to the subscriber. Mutiny's
 * operators do not see a {@code Uni} that throws when it is subscribed to, so this is a class of
 * its own.
 */
final class EndingUni extends AbstractUni<Object> {

    private final Uni<Object> ending;
    private final Flow flow;

    EndingUni(Uni<Object> work, ControlledCall call, Flow flow) {
        this.flow = flow;
        ending =
                work.onFailure()
                        .invoke(failure -> AsyncEnds.end(call, flow, null, failure))
                        .onItem()
                        .transform(item -> AsyncEnds.end(call, flow, item, null))
                        .onCancellation()
                        .invoke(() -> AsyncEnds.abandon(flow));
    }

    @Override
    public void subscribe(UniSubscriber<? super Object> subscriber) {
        try {
            AbstractUni.subscribe(ending, subscriber);
        } catch (Throwable t) {
            AsyncEnds.end(flow, t);
            throw t;
        }
    }
}
