package io.github.aperturecdi.internal.async;

import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A stream that ends when it is told to, and not always only once. */
final class Upstream implements Publisher<Object>, Subscription {

    private final AtomicLong demand = new AtomicLong();
    private volatile @Nullable Subscriber<? super Object> subscriber;
    private volatile boolean cancelled;
    private volatile boolean illegalDemand;

    @Override
    public void subscribe(Subscriber<? super Object> subscriber) {
        this.subscriber = subscriber;
        subscriber.onSubscribe(this);
    }

    void complete() {
        Subscriber<? super Object> now = subscriber;
        if (now != null) {
            now.onComplete();
        }
    }

    void fail() {
        Subscriber<? super Object> now = subscriber;
        if (now != null) {
            now.onError(new IllegalStateException());
        }
    }

    boolean subscribed() {
        return subscriber != null;
    }

    boolean cancelled() {
        return cancelled;
    }

    long demand() {
        return demand.get();
    }

    boolean illegalDemand() {
        return illegalDemand;
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            illegalDemand = true;
        }
        demand.addAndGet(n);
    }

    @Override
    public void cancel() {
        cancelled = true;
    }
}
