package io.github.aperturecdi.flow;

import org.jspecify.annotations.Nullable;

/**
 * The flow whose work a thread runs. Threads outlive applications, so a thread keeps no more than
 * an empty array between flows. To set and remove the thread-local itself for each flow takes
 * longer.
 */
final class CurrentFlow {

    /** An array of one flow. Its class is the JVM's, so it does not keep an application loaded. */
    private static final ThreadLocal<@Nullable Object @Nullable []> CURRENT = new ThreadLocal<>();

    private CurrentFlow() {}

    static @Nullable Flow get() {
        @Nullable Object[] place = CURRENT.get();
        return place == null ? null : (Flow) place[0];
    }

    /** The array that holds this thread's flow. The caller restores the flow that it replaces. */
    static @Nullable Object[] ofThread() {
        @Nullable Object[] place = CURRENT.get();
        if (place == null) {
            place = new Object[1];
            CURRENT.set(place);
        }
        return place;
    }
}
