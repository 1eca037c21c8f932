package io.github.aperturecdi.async;

import io.github.aperturecdi.services.Services;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Every event loop that the application may run on. */
public final class EventLoops {

    private final List<EventLoop> loops;

    /**
     * Looks for event loops.
     *
     * @param loader the application's class loader
     */
    public EventLoops(ClassLoader loader) {
        loops = Services.load(EventLoop.class, loader);
    }

    /**
     * The loop that this thread runs.
     *
     * @return runs tasks on the same loop later; null when this thread may wait
     */
    public @Nullable Executor current() {
        for (EventLoop loop : loops) {
            Executor current = current(loop);
            if (current != null) {
                return current;
            }
        }
        return null;
    }

    /** A library that is broken fails no call. */
    private static @Nullable Executor current(EventLoop loop) {
        try {
            return loop.current();
        } catch (Throwable e) {
            return null;
        }
    }

    /**
     * Whether this thread runs a loop, and so must not wait.
     *
     * @return false when it may
     */
    public boolean isCurrent() {
        return current() != null;
    }
}
