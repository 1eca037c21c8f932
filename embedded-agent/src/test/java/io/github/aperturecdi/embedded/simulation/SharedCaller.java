package io.github.aperturecdi.embedded.simulation;

import io.github.aperturecdi.embedded.internal.engine.Outcome;
import io.github.aperturecdi.embedded.internal.engine.WaitingFlow;

/** One flow of one instance. Times are nanoseconds since the simulation began. */
final class SharedCaller {

    final int number;
    final int instance;
    final int shop;
    final int tokens;
    final long arrival;

    /** When it must be answered. */
    final long deadline;

    /** Null when it was answered at once. */
    WaitingFlow waiting;

    /** Null until it is answered. */
    Outcome outcome;

    boolean gone;

    /** Until when it is in flight for certain, if it does not end before. */
    long expiry;

    SharedCaller(int number, int instance, int shop, int tokens, long arrival, long deadline) {
        this.number = number;
        this.instance = instance;
        this.shop = shop;
        this.tokens = tokens;
        this.arrival = arrival;
        this.deadline = deadline;
    }

    boolean waits() {
        return outcome == null && !gone;
    }

    boolean admitted() {
        return outcome != null && outcome.admitted();
    }

    /** Whether all its tokens in flight are counted. Instances may admit a flow without them. */
    boolean hasPlaces(SharedSetting setting) {
        long places = setting.kinds().stream().filter(kind -> !kind.isBucket()).count();
        return outcome.decisions().stream().filter(each -> !each.requestId().isEmpty()).count()
                == places;
    }

    @Override
    public String toString() {
        return "f%d (instance %d, shop %d, %d tokens)".formatted(number, instance, shop, tokens);
    }
}
