package io.github.aperturecdi.internal.mutiny;

import io.smallrye.mutiny.Context;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.ContextSupport;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A {@code Multi} that is subscribed to after its caller has left. No caller could catch an
 * exception, so the subscriber gets it as a failure, unless the subscriber has thrown it or knows
 * of the end.
 */
final class LateMulti extends AbstractMulti<Object> {

    private final Multi<Object> work;

    LateMulti(Multi<Object> work) {
        this.work = work;
    }

    @Override
    public void subscribe(MultiSubscriber<? super Object> subscriber) {
        Told told = new Told(subscriber);
        try {
            work.subscribe(told);
        } catch (Throwable t) {
            told.giveUp(t);
        }
    }

    private static final class Told implements MultiSubscriber<Object>, ContextSupport {

        private final MultiSubscriber<? super Object> subscriber;
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile @Nullable Subscription upstream;

        Told(MultiSubscriber<? super Object> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public Context context() {
            return subscriber instanceof ContextSupport with ? with.context() : Context.empty();
        }

        /** Ends a subscription that has failed half-way. Its work may go on, and is cancelled. */
        void giveUp(Throwable failure) {
            if (over.compareAndSet(false, true)) {
                Subscription begun = upstream;
                if (begun != null) {
                    begun.cancel();
                }
                subscriber.onFailure(failure);
            }
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            upstream = subscription;
            subscriber.onSubscribe(subscription);
        }

        @Override
        public void onItem(Object item) {
            if (over.get()) {
                return;
            }
            try {
                subscriber.onItem(item);
            } catch (Throwable t) {
                over.set(true);
                throw t;
            }
        }

        @Override
        public void onFailure(Throwable failure) {
            if (over.compareAndSet(false, true)) {
                subscriber.onFailure(failure);
            }
        }

        @Override
        public void onCompletion() {
            if (over.compareAndSet(false, true)) {
                subscriber.onCompletion();
            }
        }
    }
}
