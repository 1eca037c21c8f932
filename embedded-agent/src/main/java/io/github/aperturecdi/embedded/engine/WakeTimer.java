package io.github.aperturecdi.embedded.engine;

/** Wakes an engine when something is due. */
@FunctionalInterface
public interface WakeTimer {

    /** Never wakes: whoever moves the engine's clock calls {@link Engine#wake}. */
    WakeTimer BY_HAND = (nanos, wake) -> {};

    /**
     * Asks to be woken. Nothing is called back from within this method.
     *
     * @param nanos in how many nanoseconds, positive; earlier requests may be forgotten
     * @param wake what to run then, once; returns soon
     */
    void wakeIn(long nanos, Runnable wake);

    /** Nothing is due at any time now: earlier requests are forgotten. */
    default void rest() {}
}
