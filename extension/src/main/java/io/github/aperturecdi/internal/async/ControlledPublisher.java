package io.github.aperturecdi.internal.async;

import io.github.aperturecdi.flow.Flow;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.function.Function;

/**
 * A stream with one flow for each subscription. A subscription starts the flow and runs the method;
 * the flow ends with the completion, failure or cancellation of the subscription. Signals pass
 * unchanged, even if they break the rules of Reactive Streams.
 */
public final class ControlledPublisher implements Publisher<Object> {

    private final ControlledCall call;
    private final Function<Object, Publisher<?>> asPublisher;

    /**
     * Creates a stream.
     *
     * @param call the call of the method that makes the stream
     * @param asPublisher converts the method's result to a publisher
     */
    public ControlledPublisher(ControlledCall call, Function<Object, Publisher<?>> asPublisher) {
        this.call = call;
        this.asPublisher = asPublisher;
    }

    @Override
    public void subscribe(Subscriber<? super Object> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        CompletableFuture<Flow> started = call.start();
        if (started.isDone()) {
            begin(started.join(), subscriber);
            return;
        }
        PendingSubscription pending = new PendingSubscription(started);
        try {
            subscriber.onSubscribe(pending);
        } catch (Throwable t) {
            if (!started.cancel(false)) {
                started.thenAccept(AsyncEnds::abandon);
            }
            throw t;
        }
        started.whenComplete(
                (flow, gone) -> {
                    if (flow != null) {
                        beginLater(flow, pending, subscriber);
                    } else if (!pending.isCancelled()) {
                        // The event loop has stopped and accepts no decision.
                        subscriber.onError(gone);
                    }
                });
    }

    /**
     * Runs the method after {@link #subscribe} has returned. No caller could catch an exception, so
     * the subscriber gets it as a failure, unless the subscriber has thrown it or knows of the end
     * already.
     */
    private void beginLater(
            Flow flow, PendingSubscription pending, Subscriber<? super Object> subscriber) {
        try {
            begin(flow, pending.before(subscriber));
        } catch (Throwable t) {
            AsyncEnds.end(flow, t);
            if (!pending.isOver()) {
                subscriber.onError(t);
            }
        }
    }

    private void begin(Flow flow, Subscriber<? super Object> subscriber) {
        Publisher<?> publisher;
        try {
            publisher = asPublisher.apply(call.answer(flow, "publisher"));
        } catch (Throwable t) {
            AsyncEnds.end(flow, t);
            fail(subscriber, t);
            return;
        }
        if (flow.shouldRun()) {
            subscribe(publisher, new EndingSubscriber(flow, subscriber), flow);
        } else {
            publisher.subscribe(subscriber);
        }
    }

    private static void subscribe(Publisher<?> publisher, EndingSubscriber subscriber, Flow flow) {
        try {
            publisher.subscribe(subscriber);
        } catch (Throwable t) {
            AsyncEnds.end(flow, t);
            throw t;
        }
    }

    /** Passes a failure on. The rules demand a subscription before it. */
    private static void fail(Subscriber<? super Object> subscriber, Throwable failure) {
        subscriber.onSubscribe(NothingToCome.INSTANCE);
        subscriber.onError(failure);
    }

    private enum NothingToCome implements Subscription {
        INSTANCE;

        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    }
}
