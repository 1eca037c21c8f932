package io.github.aperturecdi.embedded.internal.engine;

/** A component that may take time to decide. */
interface AsyncComponent {

    /**
     * Lets a flow enter. The component may decide before this method returns.
     *
     * @param left how long the caller still waits, in nanoseconds
     * @param deliveries receives the flows that are decided
     * @return the flow at this component
     */
    Slot enter(WaitingFlow flow, long now, long left, Deliveries deliveries);
}
