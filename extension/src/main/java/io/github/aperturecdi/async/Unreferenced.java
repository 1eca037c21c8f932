package io.github.aperturecdi.async;

import java.lang.ref.Cleaner;

/**
 * The end of work that nobody begins any more: the garbage collector tells when nobody has the
 * result that holds it.
 */
public final class Unreferenced {

    private Unreferenced() {}

    /** Its thread begins with the first result. */
    private static final class Lazily {
        private static final Cleaner CLEANER = Cleaner.create();
    }

    /**
     * Does something once nobody has a result any more.
     *
     * @param result the result
     * @param then what is done; must not hold the result
     */
    public static void then(Object result, Runnable then) {
        Lazily.CLEANER.register(result, then);
    }
}
