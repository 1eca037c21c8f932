package io.github.aperturecdi.async;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A library whose threads must not wait. Found by {@link java.util.ServiceLoader}; an
 * implementation whose library is absent knows no such thread.
 */
public interface EventLoop {

    /**
     * The loop that this thread runs.
     *
     * @return runs tasks on the same loop later, with the caller's contexts; null when this thread
     *     may wait
     */
    @Nullable Executor current();
}
