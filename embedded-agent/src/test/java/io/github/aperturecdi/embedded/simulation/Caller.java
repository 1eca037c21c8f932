package io.github.aperturecdi.embedded.simulation;

import io.github.aperturecdi.embedded.internal.engine.Outcome;
import io.github.aperturecdi.embedded.internal.engine.WaitingFlow;
import io.github.aperturecdi.embedded.simulation.Setting.Tier;

/** One flow of a simulation. Times are nanoseconds since the simulation began. */
final class Caller {

    final int number;
    final Tier tier;
    final int user;
    final Ledger ledger;
    final long arrival;

    /** When it must be answered. */
    final long deadline;

    /** Null when it was answered at once. */
    WaitingFlow waiting;

    /** Null until it is answered, and for one that has given up. */
    Outcome outcome;

    boolean gone;

    /** When its place comes back without an end. */
    long expiry;

    Caller(int number, Tier tier, int user, Ledger ledger, long arrival, long deadline) {
        this.number = number;
        this.tier = tier;
        this.user = user;
        this.ledger = ledger;
        this.arrival = arrival;
        this.deadline = deadline;
    }

    boolean waits() {
        return outcome == null && !gone;
    }

    boolean admitted() {
        return outcome != null && outcome.admitted();
    }

    @Override
    public String toString() {
        return "f%d (%s, user %d, %d tokens)".formatted(number, tier.name(), user, tier.tokens());
    }
}
