package io.github.aperturecdi.flow.spi;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The clock of flow control and its agents. Tests replace it by a manual clock. */
@FunctionalInterface
public interface Ticker {

    /** The clock of this machine. */
    Ticker SYSTEM = System::nanoTime;

    /**
     * The time.
     *
     * @return nanoseconds since some point in time, as {@link System#nanoTime}
     */
    long nanos();

    /**
     * The difference between the present time in nanoseconds since the Unix epoch and a reading of
     * this clock.
     *
     * @return nanoseconds
     */
    default long epochOffsetNanos() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - nanos();
    }
}
