package io.github.aperturecdi.suite;

import java.util.concurrent.CompletableFuture;
import org.reactivestreams.FlowAdapters;

/**
 * The kinds of results that a controlled method may have. One set of assertions serves them all.
 */
enum Shape {
    VALUE {
        @Override
        Call call(ShopOfShapes shop, String user, Work work) {
            CompletableFuture<String> outcome = new CompletableFuture<>();
            ClassLoader application = Thread.currentThread().getContextClassLoader();
            Thread caller =
                    new Thread(
                            () -> {
                                try {
                                    outcome.complete(shop.value(user, work));
                                } catch (Throwable t) {
                                    outcome.completeExceptionally(t);
                                }
                            },
                            "caller");
            caller.setContextClassLoader(application);
            caller.start();
            return Call.of(outcome);
        }
    },
    STAGE {
        @Override
        Call call(ShopOfShapes shop, String user, Work work) {
            return Call.of(shop.stage(user, work).toCompletableFuture());
        }
    },
    FUTURE {
        @Override
        Call call(ShopOfShapes shop, String user, Work work) {
            return Call.of(shop.future(user, work));
        }
    },
    UNI {
        @Override
        Call call(ShopOfShapes shop, String user, Work work) {
            CompletableFuture<String> outcome = new CompletableFuture<>();
            return Call.of(
                    outcome,
                    shop.uni(user, work)
                            .subscribe()
                            .with(outcome::complete, outcome::completeExceptionally));
        }
    },
    MULTI {
        @Override
        Call call(ShopOfShapes shop, String user, Work work) {
            CompletableFuture<String> outcome = new CompletableFuture<>();
            return Call.of(
                    outcome,
                    shop.multi(user, work)
                            .subscribe()
                            .with(outcome::complete, outcome::completeExceptionally));
        }
    },
    PUBLISHER {
        @Override
        Call call(ShopOfShapes shop, String user, Work work) {
            return Call.of(shop.publisher(user, work));
        }
    },
    REACTIVE_STREAMS {
        @Override
        Call call(ShopOfShapes shop, String user, Work work) {
            return Call.of(FlowAdapters.toFlowPublisher(shop.reactiveStreams(user, work)));
        }
    };

    /** Calls the method, and subscribes to what it returns. */
    abstract Call call(ShopOfShapes shop, String user, Work work);
}
