package io.github.aperturecdi.embedded.engine;

/** The time as all limiters see it. Replaced by a clock that stands still in tests. */
@FunctionalInterface
public interface Ticker {

    /**
     * The time.
     *
     * @return nanoseconds since some point in time, as {@link System#nanoTime}
     */
    long nanos();
}
