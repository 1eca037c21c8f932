package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.internal.policy.Selector;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Sends label values that come once each, from many threads, while one honest value is at its
 * limits: {@code ManyLabelValues <values> <threads>}. Exits with 1 when a limit does not hold, and
 * with an error of the JVM when the heap is too small for the states.
 */
final class ManyLabelValues {

    private static final Duration DAY = Duration.ofDays(1);
    private static final List<String> RATES = List.of("rate", "steps", "quick-steps");
    private static final Map<String, String> HONEST = Map.of("user", "honest");

    private final Engine engine =
            Limits.of("p")
                    .by("user")
                    .selecting(new Selector("rate", "any", Map.of()))
                    .rate(2, 2, DAY)
                    .selecting(new Selector("places", "any", Map.of()))
                    .concurrency(1, DAY)
                    .discrete()
                    .selecting(new Selector("steps", "any", Map.of()))
                    .rate(2, 2, DAY)
                    .selecting(new Selector("quick-steps", "any", Map.of()))
                    .rate(2, 2, Duration.ofMillis(10))
                    .engine(System::nanoTime);

    private final long values;
    private final AtomicLong sent = new AtomicLong();

    private ManyLabelValues(long values) {
        this.values = values;
    }

    public static void main(String[] args) throws Exception {
        ManyLabelValues run = new ManyLabelValues(Long.parseLong(args[0]));
        long start = System.nanoTime();
        run.send(Integer.parseInt(args[1]));
        System.out.printf(
                "%d values in %d ms: the limits of the honest value hold%n",
                run.values, (System.nanoTime() - start) / 1_000_000);
    }

    private void send(int threads) throws Exception {
        admit("rate");
        admit("rate");
        admit("steps");
        admit("steps");
        admit("places");
        refuseHonest();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running =
                    IntStream.range(0, threads)
                            .<Future<?>>mapToObj(i -> pool.submit(this::sendSome))
                            .toList();
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
        refuseHonest();
    }

    private void sendSome() {
        String prefix = "%080x-".formatted(ThreadLocalRandom.current().nextLong());
        for (long i = sent.incrementAndGet(); i <= values; i = sent.incrementAndGet()) {
            Map<String, String> labels = Map.of("user", prefix + i);
            for (String controlPoint : RATES) {
                engine.decide(controlPoint, labels);
            }
            LimiterDecision place = engine.decide("places", labels).decisions().get(0);
            // Half of them never end.
            if (i % 2 == 0) {
                engine.end(place.id(), place.label(), place.requestId());
            }
            if (i % 1_000 == 0) {
                refuseHonest();
            }
        }
    }

    private void admit(String controlPoint) {
        check(engine.decide(controlPoint, HONEST).admitted(), controlPoint + " is refused");
    }

    private void refuseHonest() {
        for (String controlPoint : List.of("rate", "steps", "places")) {
            check(!engine.decide(controlPoint, HONEST).admitted(), controlPoint + " is admitted");
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
