package io.github.aperturecdi.test;

import io.github.aperturecdi.flow.spi.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The clock of a test's agent. It stands still until the test moves it. */
public final class TestClock {

    private final AtomicLong nanos = new AtomicLong();
    private volatile Runnable moved = () -> {};

    TestClock() {}

    void onMove(Runnable moved) {
        this.moved = moved;
    }

    Ticker ticker() {
        return nanos::get;
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
        nanos.addAndGet(time.toNanos());
        moved.run();
    }
}
