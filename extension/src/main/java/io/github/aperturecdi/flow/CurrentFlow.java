package io.github.aperturecdi.flow;

import org.jspecify.annotations.Nullable;

/**
 * The flow whose work a thread runs. Leaves nothing on a thread that runs none, for threads outlive
 * applications.
 */
final class CurrentFlow {

    private static final ThreadLocal<@Nullable Flow> CURRENT = new ThreadLocal<>();

    private CurrentFlow() {}

    static @Nullable Flow get() {
        return CURRENT.get();
    }

    /** Returns the flow outside, to be put back by {@link #leave}. */
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
