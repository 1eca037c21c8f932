package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.flow.spi.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A time that passes when it is told to. */
public final class ManualTicker implements Ticker {

    /** Just before the numbers wrap around: {@link System#nanoTime} may begin anywhere. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5_000_000_000L);

    @Override
    public long nanos() {
        return nanos.get();
    }

    /** Lets time pass. */
    public void pass(Duration duration) {
        pass(duration.toNanos());
    }

    /** Lets nanoseconds pass. */
    public void pass(long duration) {
        nanos.addAndGet(duration);
    }
}
