package io.github.aperturecdi.internal.mutiny;

import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.internal.async.AsyncEnds;
import io.github.aperturecdi.internal.async.EndingSubscriber;
import io.smallrye.mutiny.Context;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.ContextSupport;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import java.util.concurrent.Flow.Subscription;

/**
 * A {@code Multi} that ends its flow before it reports its end to the subscriber. Mutiny's
 * operators do not see a subscriber that throws, so this is a class of its own.
 */
final class EndingMulti extends AbstractMulti<Object> {

    private final Multi<Object> work;
    private final Flow flow;

    EndingMulti(Multi<Object> work, Flow flow) {
        this.work = work;
        this.flow = flow;
    }

    @Override
    public void subscribe(MultiSubscriber<? super Object> subscriber) {
        try {
            work.subscribe(new Ending(new EndingSubscriber(flow, subscriber), subscriber));
        } catch (Throwable t) {
            AsyncEnds.end(flow, t);
            throw t;
        }
    }

    /** An {@link EndingSubscriber} that has the subscriber's context. */
    private record Ending(EndingSubscriber ending, MultiSubscriber<? super Object> subscriber)
            implements MultiSubscriber<Object>, ContextSupport {

        @Override
        public Context context() {
            return subscriber instanceof ContextSupport with ? with.context() : Context.empty();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            ending.onSubscribe(subscription);
        }

        @Override
        public void onItem(Object item) {
            ending.onNext(item);
        }

        @Override
        public void onFailure(Throwable failure) {
            ending.onError(failure);
        }

        @Override
        public void onCompletion() {
            ending.onComplete();
        }
    }
}
