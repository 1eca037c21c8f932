package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.embedded.internal.engine.Engine.Returned;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads at one engine. */
@Tag("slow")
@Timeout(60)
class EngineConcurrencyTest {

    private static final int THREADS = 8;
    private static final int FLOWS = 20_000;

    private final ManualTicker time = new ManualTicker();

    private static void onAllThreads(IntConsumer work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int number = i;
                running.add(
                        threads.submit(
                                () -> {
                                    start.await();
                                    work.accept(number);
                                    return null;
                                }));
            }
            for (Future<?> one : running) {
                one.get(50, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void a_bucket_admits_its_capacity_to_all_threads_together() throws Exception {
        Engine engine = Limits.of("p").rate(1_000, 0, Duration.ofSeconds(1)).engine(time);
        AtomicInteger admitted = new AtomicInteger();

        onAllThreads(
                thread -> {
                    for (int i = 0; i < FLOWS; i++) {
                        if (engine.decide("checkout", Map.of()).admitted()) {
                            admitted.incrementAndGet();
                        }
                    }
                });

        assertThat(admitted).hasValue(1_000);
    }

    @Test
    void never_more_than_the_limit_is_in_flight_and_no_return_is_lost() throws Exception {
        int max = 5;
        // Few enough values that threads meet, many enough that states come and go meanwhile.
        int users = 20;
        Engine engine =
                Limits.of("p").by("user").concurrency(max, Duration.ofHours(1)).engine(time);
        Map<String, AtomicInteger> inFlight = new ConcurrentHashMap<>();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger admitted = new AtomicInteger();

        onAllThreads(
                thread -> {
                    List<LimiterDecision> held = new ArrayList<>();
                    for (int i = 0; i < FLOWS; i++) {
                        String user = "u" + ThreadLocalRandom.current().nextInt(users);
                        AtomicInteger count =
                                inFlight.computeIfAbsent(user, u -> new AtomicInteger());
                        LimiterDecision decision =
                                engine.decide("checkout", Map.of("user", user)).decisions().get(0);
                        if (!decision.dropped()) {
                            admitted.incrementAndGet();
                            most.accumulateAndGet(count.incrementAndGet(), Math::max);
                            held.add(decision);
                        }
                        if (held.size() > 3) {
                            giveBack(engine, held.remove(0), inFlight);
                        }
                    }
                    held.forEach(decision -> giveBack(engine, decision, inFlight));
                });

        assertThat(admitted).hasValueGreaterThan(THREADS);
        assertThat(most).hasValueLessThanOrEqualTo(max);
        for (int u = 0; u < users; u++) {
            LimiterDecision next =
                    engine.decide("checkout", Map.of("user", "u" + u)).decisions().get(0);
            assertThat(next.current()).isZero();
        }
    }

    private static void giveBack(
            Engine engine, LimiterDecision decision, Map<String, AtomicInteger> inFlight) {
        inFlight.get(decision.label().substring("user:".length())).decrementAndGet();
        assertThat(engine.end(decision.id(), decision.label(), decision.requestId()))
                .isEqualTo(Returned.RETURNED);
    }

    @Test
    void what_is_reverted_is_neither_lost_nor_doubled() throws Exception {
        // The second limiter refuses every other flow, after the first has given its token.
        Engine engine =
                Limits.of("p")
                        .rate(1_000_000, 0, Duration.ofSeconds(1))
                        .concurrency(1_000_000, Duration.ofHours(1))
                        .by("user")
                        .rate(100, 0, Duration.ofSeconds(1))
                        .engine(time);
        AtomicInteger admitted = new AtomicInteger();

        onAllThreads(
                thread -> {
                    for (int i = 0; i < FLOWS; i++) {
                        if (engine.decide("checkout", Map.of("user", "u" + i % 50)).admitted()) {
                            admitted.incrementAndGet();
                        }
                    }
                });

        assertThat(admitted).hasValue(5_000);
        Outcome last = engine.decide("checkout", Map.of("user", "new"));
        assertThat(last.decisions().get(0).remaining()).isEqualTo(1_000_000 - 5_001);
        assertThat(last.decisions().get(1).current()).isEqualTo(5_000);
    }

    @Test
    void states_that_are_given_up_meanwhile_do_not_admit_twice() throws Exception {
        // Each bucket is full again after a nanosecond that never comes: none may be given up after
        // a take.
        Engine engine = Limits.of("p").by("user").rate(1, 1, Duration.ofNanos(1)).engine(time);
        int users = 5_000;
        AtomicInteger admitted = new AtomicInteger();

        onAllThreads(
                thread -> {
                    for (int i = 0; i < users; i++) {
                        if (engine.decide("checkout", Map.of("user", "u" + i)).admitted()) {
                            admitted.incrementAndGet();
                        }
                    }
                });

        assertThat(admitted).hasValue(users);
    }
}
