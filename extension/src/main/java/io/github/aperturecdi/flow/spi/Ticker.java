package io.github.aperturecdi.flow.spi;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The time as flow control and its agents see it. Tests replace it by a clock that they move. */
@FunctionalInterface
public interface Ticker {

    /** The time of this machine. */
    Ticker SYSTEM = System::nanoTime;

    /**
     * The time.
     *
     * @return nanoseconds since some point in time, as {@link System#nanoTime}
     */
    long nanos();

    /**
     * What to add to a reading of this moment to get nanoseconds of the Unix epoch.
     *
     * @return nanoseconds
     */
    default long epochOffsetNanos() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - nanos();
    }
}
