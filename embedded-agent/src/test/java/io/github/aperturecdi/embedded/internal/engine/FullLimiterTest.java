package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.embedded.internal.engine.Engine.Returned;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** More label values are in use than a limiter keeps apart. */
class FullLimiterTest {

    private static final int MAX_KEYS = 10;
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private final ManualTicker time = new ManualTicker();

    private Engine engine(Limits limits) {
        return new Engine(List.of(limits.policy()), MAX_KEYS, time);
    }

    private static Outcome decide(Engine engine, String user) {
        return engine.decide("checkout", Map.of("user", user));
    }

    private static void fill(Engine engine) {
        for (int i = 0; i < MAX_KEYS; i++) {
            assertThat(decide(engine, "filler" + i).admitted()).isTrue();
        }
    }

    @Test
    void new_values_are_limited_together_and_none_escapes() {
        Engine engine = engine(Limits.of("p").by("user").rate(1, 1, DAY));
        fill(engine);

        int admitted = 0;
        for (int i = 0; i < 10_000; i++) {
            if (decide(engine, "new" + i).admitted()) {
                admitted++;
            }
            assertThat(decide(engine, "new" + i).admitted()).as("second of new%s", i).isFalse();
        }

        assertThat(admitted).isBetween(1, 256);
        assertThat(engine.countedTogether()).isEqualTo(20_000);
        assertThat(decide(engine, "new1").decisions().get(0).label()).isEqualTo("user:new1");
    }

    @Test
    void values_in_use_keep_what_they_have_and_what_they_have_used() {
        Engine engine = engine(Limits.of("p").by("user").rate(2, 2, DAY));
        decide(engine, "at its limit");
        decide(engine, "at its limit");
        decide(engine, "half way");
        for (int i = 0; i < 10_000; i++) {
            decide(engine, "new" + i);
            assertThat(decide(engine, "at its limit").admitted()).isFalse();
        }

        assertThat(decide(engine, "half way").admitted()).isTrue();
        assertThat(decide(engine, "half way").admitted()).isFalse();
    }

    @Test
    void a_value_that_shared_a_bucket_does_not_begin_anew_when_there_is_room() {
        Engine engine = engine(Limits.of("p").by("user").rate(2, 1, TEN_SECONDS));
        fill(engine);
        time.pass(Duration.ofSeconds(9));
        assertThat(decide(engine, "new").admitted()).isTrue();
        assertThat(decide(engine, "new").admitted()).isTrue();
        time.pass(Duration.ofSeconds(2));
        long shared = engine.countedTogether();

        Outcome refused = decide(engine, "new");

        assertThat(engine.countedTogether()).as("a bucket of its own").isEqualTo(shared);
        assertThat(refused.admitted()).isFalse();
        assertThat(refused.waitNanos()).isEqualTo(Duration.ofSeconds(8).toNanos());
        time.pass(refused.waitNanos());
        assertThat(decide(engine, "new").admitted()).isTrue();
        assertThat(decide(engine, "new").admitted()).isFalse();
    }

    @Test
    void what_a_value_had_in_flight_together_with_others_counts_when_there_is_room() {
        Engine engine = engine(Limits.of("p").by("user").concurrency(1, DAY));
        List<LimiterDecision> fillers =
                IntStream.range(0, MAX_KEYS)
                        .mapToObj(i -> decide(engine, "filler" + i).decisions().get(0))
                        .toList();
        LimiterDecision before = decide(engine, "new").decisions().get(0);
        assertThat(before.dropped()).isFalse();
        assertThat(decide(engine, "new").admitted()).isFalse();
        fillers.forEach(filler -> assertThat(end(engine, filler)).isEqualTo(Returned.RETURNED));
        long shared = engine.countedTogether();

        LimiterDecision refused = decide(engine, "new").decisions().get(0);

        assertThat(engine.countedTogether()).as("a state of its own").isEqualTo(shared);
        assertThat(refused.dropped()).isTrue();
        assertThat(refused.current()).isEqualTo(1);
        assertThat(end(engine, before)).isEqualTo(Returned.RETURNED);
        assertThat(end(engine, before)).isEqualTo(Returned.NOT_IN_FLIGHT);
        assertThat(decide(engine, "new").admitted()).isTrue();
        assertThat(decide(engine, "new").admitted()).isFalse();
    }

    private static Returned end(Engine engine, LimiterDecision decision) {
        return engine.end(decision.id(), decision.label(), decision.requestId());
    }

    @Test
    void what_another_limiter_refused_goes_back_to_the_shared_bucket() {
        Engine engine = engine(Limits.of("p").by("user").rate(5, 0, DAY).by("").rate(11, 0, DAY));
        fill(engine);
        assertThat(decide(engine, "new").admitted()).isTrue();

        for (int i = 0; i < 100; i++) {
            Outcome refused = decide(engine, "new");
            assertThat(refused.admitted()).isFalse();
            assertThat(refused.decisions().get(0).dropped()).as("by the first").isFalse();
            assertThat(refused.decisions().get(0).remaining()).isEqualTo(4);
        }
    }

    @Test
    void states_that_are_as_good_as_new_make_room_at_the_bound() {
        Engine engine = engine(Limits.of("p").by("user").rate(1, 1, TEN_SECONDS));
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < MAX_KEYS; i++) {
                assertThat(decide(engine, round + "-" + i).admitted()).isTrue();
            }
            time.pass(TEN_SECONDS);
        }

        assertThat(engine.countedTogether()).isZero();
    }

    @Test
    @Tag("slow")
    void never_more_than_the_bound_have_a_state_whatever_the_threads_do() throws Exception {
        Engine engine = engine(Limits.of("p").by("user").rate(1, 0, DAY));
        AtomicInteger admitted = new AtomicInteger();

        OnThreads.run(
                8,
                thread -> {
                    for (int i = 0; i < 5_000; i++) {
                        // Two threads send each value.
                        if (decide(engine, "u" + thread / 2 + "-" + i).admitted()) {
                            admitted.incrementAndGet();
                        }
                    }
                });

        assertThat(admitted).hasValueBetween(MAX_KEYS, MAX_KEYS + 256);
    }

    @ParameterizedTest
    @MethodSource("limiters")
    void the_log_says_once_that_the_bound_is_reached_without_a_value(Limits limits) {
        List<String> logged = new CopyOnWriteArrayList<>();
        Handler handler =
                new Handler() {
                    @Override
                    public void publish(LogRecord entry) {
                        logged.add(entry.getLevel() + " " + entry.getMessage());
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        Logger logger = Logger.getLogger(Engine.class.getName());
        logger.addHandler(handler);
        try {
            Engine engine = engine(limits);
            for (int i = 0; i < MAX_KEYS; i++) {
                decide(engine, "secret" + i);
            }
            assertThat(logged).isEmpty();
            for (int i = 0; i < 100; i++) {
                decide(engine, "secret again" + i);
            }
            assertThat(engine.countedTogether()).isEqualTo(100);
        } finally {
            logger.removeHandler(handler);
        }

        assertThat(logged)
                .singleElement()
                .asString()
                .startsWith("WARNING APERTURE-270: The limiter 'root.0' of the policy 'p'")
                .contains("10 values", "'user'", "aperture.embedded.max-keys")
                .doesNotContain("secret");
    }

    static List<Limits> limiters() {
        return List.of(
                Limits.of("p").by("user").rate(1, 1, DAY),
                Limits.of("p").by("user").concurrency(1, DAY),
                Limits.of("p").by("user").quota(1, 1, DAY),
                Limits.of("p").by("user").places(1, DAY));
    }

    @Test
    void long_values_that_differ_in_the_last_character_are_different_values() {
        Engine engine = engine(Limits.of("p").by("user").concurrency(1, DAY));
        String start = "\uD83D\uDE00".repeat(2_000);
        LimiterDecision one = decide(engine, start + "1").decisions().get(0);

        assertThat(decide(engine, start + "1").admitted()).isFalse();
        assertThat(decide(engine, start + "2").admitted()).isTrue();
        assertThat(one.label()).isEqualTo("user:" + start + "1");
        assertThat(end(engine, one)).isEqualTo(Returned.RETURNED);
        assertThat(decide(engine, start + "1").admitted()).isTrue();
    }

    @Test
    void a_long_value_is_kept_short() {
        assertThat(LongValues.key("x".repeat(5_000))).hasSize(129).startsWith("x".repeat(64));
    }
}
