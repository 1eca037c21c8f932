package io.github.aperturecdi.testing;

/** Throws what no signature declares, as code in other languages may. */
public final class Undeclared {

    private Undeclared() {}

    /** Throws an exception as it is. */
    public static void raise(Throwable exception) {
        Undeclared.<RuntimeException>unchecked(exception);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void unchecked(Throwable exception) throws T {
        throw (T) exception;
    }
}
