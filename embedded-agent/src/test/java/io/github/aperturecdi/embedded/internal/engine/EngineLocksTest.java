package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.flow.spi.CacheKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one thread has done keeps no other thread out. */
class EngineLocksTest {

    private static final int MAX_KEYS = 2;
    private static final Duration DAY = Duration.ofDays(1);
    private static final CacheKey KEY = new CacheKey.Global("k");

    private final ManualTicker time = new ManualTicker();
    private final ExecutorService other = Executors.newSingleThreadExecutor();

    @AfterEach
    void ends_the_thread() {
        other.shutdownNow();
    }

    /** Fails when the work waits for a lock that this thread has kept. */
    private void onTheOtherThread(Runnable work) throws Exception {
        CompletableFuture.runAsync(work, other).get(60, TimeUnit.SECONDS);
    }

    private Engine engine(Limits limits) {
        return new Engine(List.of(limits.policy()), MAX_KEYS, time);
    }

    private static Outcome decide(Engine engine, String user) {
        return engine.decide("checkout", Map.of("user", user));
    }

    @Test
    void the_cache_is_free_after_each_operation() throws Exception {
        AgentCache cache = new AgentCache(time);
        List<Runnable> operations =
                List.of(
                        () -> cache.put(KEY, new byte[1], DAY),
                        () -> cache.get(KEY),
                        () -> cache.delete(KEY),
                        cache::size,
                        cache::bytes);
        for (Runnable operation : operations) {
            operation.run();

            onTheOtherThread(() -> cache.get(KEY));
        }
    }

    @Test
    void a_bucket_is_free_after_tokens_came_back() throws Exception {
        Engine engine = engine(Limits.of("p").by("user").rate(5, 0, DAY).by("").rate(0, 0, DAY));
        assertThat(decide(engine, "ann").admitted()).isFalse();

        onTheOtherThread(() -> decide(engine, "ann"));
    }

    @Test
    void a_shared_bucket_is_free_after_tokens_came_back() throws Exception {
        Engine engine = engine(Limits.of("p").by("user").rate(5, 0, DAY).by("").rate(3, 0, DAY));
        IntStream.range(0, MAX_KEYS).forEach(i -> decide(engine, "filler" + i));
        assertThat(decide(engine, "new").admitted()).isTrue();
        assertThat(decide(engine, "new").admitted()).isFalse();

        onTheOtherThread(() -> decide(engine, "new"));
    }

    @Test
    void tokens_in_flight_are_free_after_an_end() throws Exception {
        Engine engine = engine(Limits.of("p").by("user").concurrency(5, DAY));
        LimiterDecision first = decide(engine, "ann").decisions().get(0);
        decide(engine, "ann");

        engine.end(first.id(), first.label(), first.requestId());
        onTheOtherThread(() -> decide(engine, "ann"));
        engine.end(first.id(), first.label(), "unknown");
        onTheOtherThread(() -> decide(engine, "ann"));
    }

    @Test
    void shared_tokens_in_flight_are_free_when_a_value_gets_a_state_of_its_own() throws Exception {
        Engine engine = engine(Limits.of("p").by("user").concurrency(1, Duration.ofMinutes(2)));
        List<LimiterDecision> fillers =
                IntStream.range(0, MAX_KEYS)
                        .mapToObj(i -> decide(engine, "filler" + i).decisions().get(0))
                        .toList();
        LimiterDecision before = decide(engine, "new").decisions().get(0);
        fillers.forEach(filler -> engine.end(filler.id(), filler.label(), filler.requestId()));
        assertThat(decide(engine, "new").admitted()).as("counts what it shared").isFalse();

        onTheOtherThread(
                () ->
                        assertThat(engine.end(before.id(), before.label(), before.requestId()))
                                .isEqualTo(Engine.Returned.RETURNED));
    }

    @Test
    void states_are_free_after_the_policies_were_replaced() throws Exception {
        Engine engine = engine(Limits.of("p").by("user").rate(5, 0, DAY));
        for (String user : List.of("ann", "bob", "shared")) {
            decide(engine, user);
        }

        engine.replace(List.of(Limits.of("p").by("user").rate(6, 0, DAY).policy()));

        for (String user : List.of("ann", "bob", "shared")) {
            onTheOtherThread(() -> decide(engine, user));
        }
    }

    @Test
    void a_state_that_was_looked_at_and_stays_is_free() throws Exception {
        Engine engine =
                new Engine(List.of(Limits.of("p").by("user").rate(1, 0, DAY).policy()), time);
        decide(engine, "ann");
        decide(engine, "bob");

        onTheOtherThread(() -> assertThat(decide(engine, "ann").admitted()).isFalse());
    }
}
