package io.github.aperturecdi.internal.async;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A library whose threads must not wait. Implementations are found by {@link
 * java.util.ServiceLoader}. An implementation whose library is absent knows no such thread.
 */
public interface EventLoop {

    /**
     * The event loop of this thread.
     *
     * @return an executor that runs tasks later on the same loop, with the caller's contexts; null
     *     if this thread may wait
     */
    @Nullable Executor current();
}
