package io.github.aperturecdi.internal.async;

import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The subscription of a stream that waits for its decision. It keeps the demand; cancellation
 * cancels the check.
 */
final class PendingSubscription implements Subscription {

    private final Future<?> decision;
    private final ReentrantLock lock = new ReentrantLock();
    private long requested;
    private boolean cancelled;
    private @Nullable Subscription actual;
    private volatile boolean over;

    PendingSubscription(Future<?> decision) {
        this.decision = decision;
    }

    /**
     * The subscriber for the stream. It passes the stream's subscription to this one, as the
     * application's subscriber has its subscription already.
     */
    Subscriber<Object> before(Subscriber<? super Object> subscriber) {
        return new Subscriber<>() {
            @Override
            public void onSubscribe(Subscription subscription) {
                become(subscription);
            }

            @Override
            public void onNext(Object item) {
                try {
                    subscriber.onNext(item);
                } catch (Throwable t) {
                    over = true;
                    throw t;
                }
            }

            @Override
            public void onError(Throwable failure) {
                over = true;
                subscriber.onError(failure);
            }

            @Override
            public void onComplete() {
                over = true;
                subscriber.onComplete();
            }
        };
    }

    /**
     * Whether the subscriber must get no further signal: it knows of the end, or it has thrown,
     * which cancels the subscription (Reactive Streams 2.13).
     */
    boolean isOver() {
        return over;
    }

    boolean isCancelled() {
        lock.lock();
        try {
            return cancelled;
        } finally {
            lock.unlock();
        }
    }

    private void become(Subscription subscription) {
        long demand;
        boolean gone;
        lock.lock();
        try {
            actual = subscription;
            demand = requested;
            gone = cancelled;
        } finally {
            lock.unlock();
        }
        if (gone) {
            subscription.cancel();
        } else if (demand != 0) {
            subscription.request(demand);
        }
    }

    @Override
    public void request(long n) {
        Subscription now;
        lock.lock();
        try {
            now = actual;
            if (now == null) {
                requested = requested < 0 || n <= 0 ? illegal(n) : sum(requested, n);
            }
        } finally {
            lock.unlock();
        }
        if (now != null) {
            now.request(n);
        }
    }

    /**
     * Illegal demand. The publisher has to report it, so it replaces all legal demand. It is kept
     * as a negative number, as 0 means that there is no demand yet.
     */
    private long illegal(long n) {
        return requested < 0 ? requested : Math.min(n, -1);
    }

    private static long sum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    @Override
    public void cancel() {
        Subscription now;
        lock.lock();
        try {
            cancelled = true;
            now = actual;
        } finally {
            lock.unlock();
        }
        if (now != null) {
            now.cancel();
        } else {
            decision.cancel(false);
        }
    }
}
