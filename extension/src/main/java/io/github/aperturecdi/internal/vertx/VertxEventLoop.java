package io.github.aperturecdi.internal.vertx;

import io.github.aperturecdi.internal.async.EventLoop;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes Vert.x's event loops. It uses no type of Vert.x itself, so it loads without that
 * library.
 */
public final class VertxEventLoop implements EventLoop {

    private final boolean present = present();

    /** For the service loader. */
    public VertxEventLoop() {}

    private static boolean present() {
        try {
            Class.forName("io.vertx.core.Vertx", false, VertxEventLoop.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    @Override
    public @Nullable Executor current() {
        return present ? CurrentContext.loop() : null;
    }
}
