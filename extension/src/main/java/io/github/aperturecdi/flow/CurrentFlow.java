package io.github.aperturecdi.flow;

import org.jspecify.annotations.Nullable;

/**
 * The flow whose work a thread runs. The thread-local is removed when the work ends, as threads
 * outlive applications.
 */
final class CurrentFlow {

    private static final ThreadLocal<@Nullable Flow> CURRENT = new ThreadLocal<>();

    private CurrentFlow() {}

    static @Nullable Flow get() {
        return CURRENT.get();
    }

    /** Returns the outer flow, which {@link #leave} restores. */
    static @Nullable Flow enter(Flow flow) {
        Flow outer = CURRENT.get();
        CURRENT.set(flow);
        return outer;
    }

    static void leave(@Nullable Flow outer) {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }
}
