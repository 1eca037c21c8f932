package io.github.aperturecdi.embedded.internal.engine;

/** One flow at one component that may take time to decide. */
abstract class Slot extends Alarm {

    final WaitingFlow flow;
    boolean admitted;

    Slot(WaitingFlow flow) {
        this.flow = flow;
    }

    /** The component's decision, once it has decided. */
    abstract LimiterDecision decision();

    /** Ends the wait of a flow that still waits, as its caller gave up or must not wait longer. */
    abstract void giveUp(long now, Deliveries deliveries);

    /** Decides without the answer of the store, which did not come in time. */
    void stopAsking(long now, Deliveries deliveries) {}
}
