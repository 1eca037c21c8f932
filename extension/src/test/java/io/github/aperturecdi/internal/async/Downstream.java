package io.github.aperturecdi.internal.async;

import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** A subscriber that asks and cancels when it is told to. */
final class Downstream implements Subscriber<Object> {

    private volatile @Nullable Subscription subscription;

    void request(long n) {
        Subscription now = subscription;
        if (now != null) {
            now.request(n);
        }
    }

    void cancel() {
        Subscription now = subscription;
        if (now != null) {
            now.cancel();
        }
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
    }

    @Override
    public void onNext(Object item) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onComplete() {}
}
