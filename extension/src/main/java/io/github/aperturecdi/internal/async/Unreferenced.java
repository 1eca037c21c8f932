package io.github.aperturecdi.internal.async;

import java.lang.ref.Cleaner;

/**
 * Detects work that can never begin, as the garbage collector has found the result that holds it.
 */
public final class Unreferenced {

    private Unreferenced() {}

    /** Starts the cleaner's thread with the first result. */
    private static final class Lazily {
        private static final Cleaner CLEANER = Cleaner.create();
    }

    /**
     * Runs an action once a result is unreachable.
     *
     * @param result the result
     * @param then the action; must not refer to the result
     */
    public static void then(Object result, Runnable then) {
        Lazily.CLEANER.register(result, then);
    }
}
