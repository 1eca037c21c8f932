package io.github.aperturecdi.suite;

import io.smallrye.mutiny.subscription.Cancellable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * A call under way, whatever its kind.
 *
 * @param outcome what it comes to
 * @param cancel gives it up
 */
record Call(CompletableFuture<String> outcome, Runnable cancel) {

    static Call of(CompletableFuture<String> future) {
        return new Call(future, () -> future.cancel(true));
    }

    static Call of(CompletableFuture<String> outcome, Cancellable cancellable) {
        return new Call(outcome, cancellable::cancel);
    }

    /** A subscription that wants everything, and is content with one item. */
    static Call of(Flow.Publisher<String> publisher) {
        CompletableFuture<String> outcome = new CompletableFuture<>();
        CompletableFuture<Flow.Subscription> subscribed = new CompletableFuture<>();
        publisher.subscribe(
                new Flow.Subscriber<>() {
                    private String item;

                    @Override
                    public void onSubscribe(Flow.Subscription subscription) {
                        subscribed.complete(subscription);
                        subscription.request(Long.MAX_VALUE);
                    }

                    @Override
                    public void onNext(String next) {
                        item = next;
                    }

                    @Override
                    public void onError(Throwable failure) {
                        outcome.completeExceptionally(failure);
                    }

                    @Override
                    public void onComplete() {
                        outcome.complete(item);
                    }
                });
        return new Call(outcome, () -> subscribed.join().cancel());
    }
}
