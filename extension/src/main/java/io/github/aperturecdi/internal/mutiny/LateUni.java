package io.github.aperturecdi.internal.mutiny;

import io.smallrye.mutiny.Context;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.smallrye.mutiny.subscription.UniSubscription;

/**
 * A {@code Uni} that is subscribed to after its caller has left. No caller could catch an
 * exception, so the subscriber gets it as a failure, unless the subscriber knows the outcome.
 */
final class LateUni extends AbstractUni<Object> {

    private final Uni<Object> work;

    LateUni(Uni<Object> work) {
        this.work = work;
    }

    @Override
    public void subscribe(UniSubscriber<? super Object> subscriber) {
        Told told = new Told(subscriber);
        try {
            AbstractUni.subscribe(work, told);
        } catch (Throwable t) {
            if (!told.over) {
                told.onFailure(t);
            }
        }
    }

    private static final class Told implements UniSubscriber<Object> {

        private final UniSubscriber<? super Object> subscriber;
        private volatile boolean over;

        Told(UniSubscriber<? super Object> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public Context context() {
            return subscriber.context();
        }

        @Override
        public void onSubscribe(UniSubscription subscription) {
            subscriber.onSubscribe(subscription);
        }

        @Override
        public void onItem(Object item) {
            over = true;
            subscriber.onItem(item);
        }

        @Override
        public void onFailure(Throwable failure) {
            over = true;
            subscriber.onFailure(failure);
        }
    }
}
