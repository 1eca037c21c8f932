package io.github.aperturecdi.flow;

import io.github.aperturecdi.flow.spi.Ticker;
import io.github.aperturecdi.internal.FirstOfEach;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Finds flows that are open for long, most likely because they are never closed. It releases their
 * cached values, which may be large, and the log names each such control point once.
 */
final class LongHeld {

    static final Duration LONG = Duration.ofMinutes(10);

    /**
     * With this many open flows or more, {@link #LONG_FOR_MANY} applies instead of {@link #LONG}.
     */
    static final int MANY = 10_000;

    static final Duration LONG_FOR_MANY = Duration.ofMinutes(1);

    private static final System.Logger LOG = System.getLogger(LongHeld.class.getName());

    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

    private final Ticker ticker;
    private final AtomicLong nextLook;
    private final FirstOfEach<String> named = new FirstOfEach<>();

    LongHeld(Ticker ticker) {
        this.ticker = ticker;
        nextLook = new AtomicLong(ticker.nanos() + LOOK_NANOS);
    }

    /** Called at the start of each flow. About once a second it examines all open flows. */
    void refreshIfStale(Collection<Flow> flows, long now) {
        long due = nextLook.get();
        // The next time is far ahead while one thread examines the flows.
        if (now - due >= 0 && nextLook.compareAndSet(due, now + LONG.toNanos())) {
            long start = ticker.nanos();
            try {
                look(flows, now, flows.size() >= MANY ? LONG_FOR_MANY : LONG);
            } finally {
                // The examination takes a few percent of one core at most.
                nextLook.set(now + LOOK_NANOS + 20 * (ticker.nanos() - start));
            }
        }
    }

    private void look(Collection<Flow> flows, long now, Duration age) {
        Map<String, Integer> counts = new HashMap<>();
        for (Flow flow : flows) {
            if (now - flow.startNanos() >= age.toNanos()) {
                flow.forgetCached();
                counts.merge(flow.controlPoint(), 1, Integer::sum);
            }
        }
        counts.forEach(
                (controlPoint, count) -> {
                    if (named.is(controlPoint)) {
                        LOG.log(
                                System.Logger.Level.WARNING,
                                FlowTexts.longHeld(controlPoint, count, age));
                    }
                });
    }
}
