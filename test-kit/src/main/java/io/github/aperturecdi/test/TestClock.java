package io.github.aperturecdi.test;

import java.time.Duration;
import java.util.function.Consumer;

/** The clock of a test's agent. It stands still until the test moves it. */
public final class TestClock {

    private final Consumer<Duration> move;

    TestClock(Consumer<Duration> move) {
        this.move = move;
    }

    /**
     * Moves the clock forward, and serves the flows that have become due.
     *
     * @param time the time to move, not negative
     * @throws IllegalArgumentException if the time is negative
     */
    public void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException(
                    "The clock cannot go back by "
                            + time.negated()
                            + ". Advance it by zero or more.");
        }
        move.accept(time);
    }
}
