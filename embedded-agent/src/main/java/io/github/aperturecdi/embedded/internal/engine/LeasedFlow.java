package io.github.aperturecdi.embedded.internal.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One flow at a limiter with leases. The lock of the lease guards its fields. */
final class LeasedFlow extends Slot {

    private final Leases leases;
    final Lease lease;
    final String value;
    final double tokens;
    final long cameAt;
    final long left;
    private @Nullable LimiterDecision decision;

    LeasedFlow(
            Leases leases,
            Lease lease,
            WaitingFlow flow,
            String value,
            double tokens,
            long cameAt,
            long left) {
        super(flow);
        this.leases = leases;
        this.lease = lease;
        this.value = value;
        this.tokens = tokens;
        this.cameAt = cameAt;
        this.left = left;
    }

    void decide(LimiterDecision made, Deliveries deliveries) {
        decision = made;
        admitted = !made.dropped();
        deliveries.decided(this);
    }

    @Override
    LimiterDecision decision() {
        return Objects.requireNonNull(decision);
    }

    /**
     * Leaves a flow alone that is refused elsewhere: the answer comes soon, and what it grants goes
     * back. A flow whose caller has gone waits no longer.
     */
    @Override
    void giveUp(long now, Deliveries deliveries) {
        if (flow.isCancelled()) {
            leases.forget(this, deliveries);
        }
    }

    @Override
    void stopAsking(long now, Deliveries deliveries) {
        leases.stopAsking(this, now, deliveries);
    }

    /** Does nothing: the flow has one alarm for all its questions. */
    @Override
    void ring(long now, Deliveries deliveries) {}
}
