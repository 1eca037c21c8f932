package io.github.aperturecdi.internal.async;

import io.github.aperturecdi.internal.services.Services;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** All event loops that the application may run on. */
public final class EventLoops {

    private final List<EventLoop> loops;

    /**
     * Finds the libraries with event loops.
     *
     * @param loader the application's class loader
     */
    public EventLoops(ClassLoader loader) {
        loops = Services.load(EventLoop.class, loader);
    }

    /**
     * The event loop of this thread.
     *
     * @return an executor that runs tasks later on the same loop; null if this thread may wait
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

    /**
     * The loop of one library; null if the library fails, as a broken library must not fail the
     * call.
     */
    private static @Nullable Executor current(EventLoop loop) {
        try {
            return loop.current();
        } catch (Throwable e) {
            return null;
        }
    }

    /**
     * Whether this thread is an event loop, which must not wait.
     *
     * @return false if the thread may wait
     */
    public boolean isCurrent() {
        return current() != null;
    }
}
