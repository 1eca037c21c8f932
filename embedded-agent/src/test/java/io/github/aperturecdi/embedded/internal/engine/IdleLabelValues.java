package io.github.aperturecdi.embedded.internal.engine;

import java.time.Duration;
import java.util.Map;

/**
 * How much memory label values take at a rate limiter that counts each of them, and how much is
 * left once they are idle: {@code IdleLabelValues <values>}. A clock by hand lets the {@code
 * max_idle_time} pass. Exits with 1 when a value takes 350 bytes or more, or when more than a tenth
 * of the memory is left.
 */
final class IdleLabelValues {

    private static final Duration IDLE = Duration.ofHours(1);

    private IdleLabelValues() {}

    public static void main(String[] args) {
        int values = Integer.parseInt(args[0]);
        ManualTicker time = new ManualTicker();
        // A bucket is full again after a day only, so it is idleness that removes it.
        Engine engine =
                Limits.of("p")
                        .by("user")
                        .maxIdle(IDLE)
                        .rate(2, 2, Duration.ofDays(2))
                        .engine(EngineSettings.DEFAULT.withMaxKeys(values), time);
        ask(engine, "one");
        long before = Heap.used();
        for (int i = 0; i < values; i++) {
            ask(engine, "user-" + i);
        }
        long full = Heap.used() - before;
        boolean counted = !engine.decide("checkout", Map.of("user", "user-0")).admitted();
        time.pass(IDLE.plusMillis(1));
        // Other flows find what is idle.
        for (int i = 0; i < values; i++) {
            time.pass(Duration.ofMillis(1));
            engine.decide("checkout", Map.of("user", "one"));
        }
        long left = Heap.used() - before;
        System.out.printf(
                "%d values take %.1f MB, and %.1f MB when they are idle%n",
                values, full / 1e6, left / 1e6);
        if (!counted || full >= 350L * values || left > full / 10) {
            throw new IllegalStateException("that is too much, or the limits do not hold");
        }
    }

    /** Takes both tokens of a value. */
    private static void ask(Engine engine, String user) {
        engine.decide("checkout", Map.of("user", user));
        engine.decide("checkout", Map.of("user", user));
    }
}
