package io.github.aperturecdi.embedded.internal.engine;

/** Something that is due at a time, which {@link WaitingRoom#wake(Alarm, long)} sets. */
abstract class Alarm {

    // Guarded by the lock of the waiting room:

    boolean isSet;
    long at;
    long number;

    /**
     * Runs when the time has come. No lock is held.
     *
     * @param deliveries receives the flows that are decided
     */
    abstract void ring(long now, Deliveries deliveries);
}
