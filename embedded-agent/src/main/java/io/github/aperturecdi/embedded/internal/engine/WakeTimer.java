package io.github.aperturecdi.embedded.internal.engine;

/** Wakes an engine when waiting flows are due. */
@FunctionalInterface
public interface WakeTimer {

    /** Never wakes the engine. The test that moves the engine's clock calls {@link Engine#wake}. */
    WakeTimer BY_HAND = (nanos, wake) -> {};

    /**
     * Requests a wake-up. The implementation must not call {@code wake} from within this method.
     *
     * @param nanos the nanoseconds until the wake-up, positive; it may drop earlier requests
     * @param wake the action to run once at that time; it returns soon
     */
    void wakeIn(long nanos, Runnable wake);

    /** Drops all requests, as no waiting flow has an alarm any more. */
    default void rest() {}
}
