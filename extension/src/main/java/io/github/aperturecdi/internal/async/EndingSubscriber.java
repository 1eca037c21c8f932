package io.github.aperturecdi.internal.async;

import io.github.aperturecdi.flow.Flow;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;

/**
 * Passes on every signal and ends the flow with the stream, before the subscriber hears of the end.
 * A subscriber that throws has cancelled the subscription (Reactive Streams 2.13), and no signal
 * may follow.
 *
 * @param flow the flow
 * @param subscriber the subscriber
 */
public record EndingSubscriber(Flow flow, Subscriber<? super Object> subscriber)
        implements Subscriber<Object> {

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
    public void onNext(Object item) {
        try {
            subscriber.onNext(item);
        } catch (Throwable t) {
            AsyncEnds.end(flow, t);
            throw t;
        }
    }

    @Override
    public void onError(Throwable failure) {
        AsyncEnds.end(flow, failure);
        subscriber.onError(failure);
    }

    @Override
    public void onComplete() {
        AsyncEnds.end(flow, null);
        subscriber.onComplete();
    }
}
