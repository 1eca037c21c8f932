package io.github.aperturecdi.mutiny;

import io.github.aperturecdi.async.AsyncEnds;
import io.github.aperturecdi.flow.Flow;
import io.smallrye.mutiny.Context;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.ContextSupport;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import java.util.concurrent.Flow.Subscription;

/**
 * A {@code Multi} that ends its flow before it reports its end to the subscriber. A subscriber that
 * throws has cancelled the subscription (Reactive Streams 2.13). Mutiny's operators do not see
 * that, so this is a class of its own.
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
            work.subscribe(new Ending(flow, subscriber));
        } catch (Throwable t) {
            AsyncEnds.end(flow, t);
            throw t;
        }
    }

    /** Passes on every signal and the subscriber's context. */
    private record Ending(Flow flow, MultiSubscriber<? super Object> subscriber)
            implements MultiSubscriber<Object>, ContextSupport {

        @Override
        public Context context() {
            return subscriber instanceof ContextSupport with ? with.context() : Context.empty();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            try {
                subscriber.onSubscribe(
                        new Subscription() {
                            @Override
                            public void request(long n) {
                                subscription.request(n);
                            }

                            @Override
                            public void cancel() {
                                AsyncEnds.abandon(flow);
                                subscription.cancel();
                            }
                        });
            } catch (Throwable t) {
                AsyncEnds.end(flow, t);
                throw t;
            }
        }

        @Override
        public void onItem(Object item) {
            try {
                subscriber.onItem(item);
            } catch (Throwable t) {
                AsyncEnds.end(flow, t);
                throw t;
            }
        }

        @Override
        public void onFailure(Throwable failure) {
            AsyncEnds.end(flow, failure);
            subscriber.onFailure(failure);
        }

        @Override
        public void onCompletion() {
            AsyncEnds.end(flow, null);
            subscriber.onCompletion();
        }
    }
}
