package io.github.aperturecdi.vertx;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The Vert.x context of this thread. In Quarkus it carries the request's scope, identity, baggage
 * and span.
 */
final class CurrentContext {

    private CurrentContext() {}

    static @Nullable Executor loop() {
        // A worker thread has a context too, and going through it would move the work onto the
        // loop.
        if (!Context.isOnEventLoopThread()) {
            return null;
        }
        Context context = Vertx.currentContext();
        return context == null ? null : task -> context.runOnContext(nothing -> task.run());
    }
}
