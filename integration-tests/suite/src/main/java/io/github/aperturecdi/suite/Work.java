package io.github.aperturecdi.suite;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/** Work that begins when a method is called, and ends when a test says so. */
final class Work {

    private final CompletableFuture<String> future = new CompletableFuture<>();
    private final CompletableFuture<Void> begun = new CompletableFuture<>();

    CompletableFuture<Void> begun() {
        return begun;
    }

    void finish(String value) {
        future.complete(value);
    }

    void fail(Throwable failure) {
        future.completeExceptionally(failure);
    }

    CompletableFuture<String> future() {
        begun.complete(null);
        return future;
    }

    String now() throws Exception {
        try {
            return future().get();
        } catch (ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }

    /** One item and the end. */
    Flow.Publisher<String> publisher() {
        return subscriber -> {
            AtomicBoolean cancelled = new AtomicBoolean();
            subscriber.onSubscribe(
                    new Flow.Subscription() {
                        @Override
                        public void request(long n) {
                            future().whenComplete(
                                            (value, failure) -> {
                                                if (cancelled.get()) {
                                                    return;
                                                }
                                                if (failure != null) {
                                                    subscriber.onError(failure);
                                                } else {
                                                    subscriber.onNext(value);
                                                    subscriber.onComplete();
                                                }
                                            });
                        }

                        @Override
                        public void cancel() {
                            cancelled.set(true);
                        }
                    });
        };
    }
}
