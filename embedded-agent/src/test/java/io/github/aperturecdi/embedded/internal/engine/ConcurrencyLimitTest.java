package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.embedded.internal.engine.Engine.Returned;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConcurrencyLimitTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ManualTicker time = new ManualTicker();

    private static LimiterDecision take(Engine engine, Map<String, String> labels) {
        return engine.decide("checkout", labels).decisions().get(0);
    }

    private static Returned end(Engine engine, LimiterDecision decision) {
        return engine.end(decision.id(), decision.label(), decision.requestId());
    }

    @Test
    void a_refused_flow_keeps_its_label_in_use_and_names_the_status() {
        Engine engine =
                Limits.of("p")
                        .maxIdle(Duration.ofSeconds(2))
                        .concurrency(1, Duration.ofHours(1))
                        .engine(time);
        assertThat(take(engine, Map.of()).deniedStatus()).isZero();
        for (int i = 0; i < 3; i++) {
            time.pass(Duration.ofMillis(1_500));
            LimiterDecision refused = take(engine, Map.of());
            assertThat(refused.dropped()).isTrue();
            assertThat(refused.deniedStatus()).isEqualTo(429);
        }
    }

    @Test
    void as_many_flows_as_there_is_room_for_are_in_flight() {
        Engine engine = Limits.of("p").concurrency(2, MINUTE).engine(time);

        LimiterDecision first = take(engine, Map.of());
        LimiterDecision second = take(engine, Map.of());
        Outcome third = engine.decide("checkout", Map.of());

        assertThat(first.dropped()).isFalse();
        assertThat(second.dropped()).isFalse();
        assertThat(third.admitted()).isFalse();
        assertThat(third.deniedStatus()).isEqualTo(429);
        assertThat(third.waitNanos()).isZero();
        assertThat(third.decisions().get(0).requestId()).isEmpty();
        assertThat(end(engine, first)).isEqualTo(Returned.RETURNED);
        assertThat(take(engine, Map.of()).dropped()).isFalse();
    }

    @Test
    void the_decision_says_how_many_were_in_flight_before() {
        Engine engine =
                Limits.of("p").by("user").tokens("cost").concurrency(10, MINUTE).engine(time);
        Map<String, String> labels = Map.of("user", "ann", "cost", "4");
        take(engine, labels);

        LimiterDecision decision = take(engine, labels);

        assertThat(decision.kind()).isEqualTo(LimiterDecision.Kind.CONCURRENCY);
        assertThat(decision.label()).isEqualTo("user:ann");
        assertThat(decision.current()).isEqualTo(4);
        assertThat(decision.remaining()).isEqualTo(6);
        assertThat(decision.consumed()).isEqualTo(4);
        assertThat(decision.requestId()).isNotEmpty();
    }

    @Test
    void a_flow_is_admitted_while_there_is_any_room_however_much_it_takes() {
        Engine engine = Limits.of("p").tokens("cost").concurrency(10, MINUTE).engine(time);

        assertThat(take(engine, Map.of("cost", "9.5")).dropped()).isFalse();
        assertThat(take(engine, Map.of("cost", "100")).dropped()).isFalse();
        assertThat(take(engine, Map.of("cost", "0")).dropped()).isTrue();
    }

    @Test
    void a_flow_without_tokens_has_nothing_to_give_back() {
        Engine engine = Limits.of("p").tokens("cost").concurrency(1, MINUTE).engine(time);

        LimiterDecision decision = take(engine, Map.of("cost", "0"));

        assertThat(decision.dropped()).isFalse();
        assertThat(decision.requestId()).isEmpty();
        assertThat(take(engine, Map.of()).current()).isZero();
    }

    @Test
    void tokens_are_given_back_once() {
        Engine engine = Limits.of("p").concurrency(5, MINUTE).engine(time);
        LimiterDecision first = take(engine, Map.of());
        take(engine, Map.of());

        assertThat(end(engine, first)).isEqualTo(Returned.RETURNED);
        assertThat(end(engine, first)).isEqualTo(Returned.NOT_IN_FLIGHT);
        assertThat(take(engine, Map.of()).current()).isEqualTo(1);
    }

    @Test
    void what_was_never_handed_out_cannot_be_given_back() {
        Engine engine =
                Limits.of("p").by("user").concurrency(5, MINUTE).rate(5, 5, MINUTE).engine(time);
        LimiterDecision decision = take(engine, Map.of("user", "ann"));
        LimiterId id = decision.id();
        String request = decision.requestId();

        assertThat(engine.end(id, "user:ann", "")).isEqualTo(Returned.NOT_IN_FLIGHT);
        assertThat(engine.end(id, "user:ann", "other")).isEqualTo(Returned.NOT_IN_FLIGHT);
        assertThat(engine.end(id, "user:bob", request)).isEqualTo(Returned.NOT_IN_FLIGHT);
        assertThat(engine.end(id, "ann", request)).isEqualTo(Returned.NOT_IN_FLIGHT);
        assertThat(engine.end(id, "", request)).isEqualTo(Returned.NOT_IN_FLIGHT);
        assertThat(engine.end(new LimiterId("p", "old", "root.0"), "user:ann", request))
                .isEqualTo(Returned.UNKNOWN_LIMITER);
        assertThat(engine.end(new LimiterId("p", "p-hash", "root.1"), "user:ann", request))
                .isEqualTo(Returned.UNKNOWN_LIMITER);
        assertThat(end(engine, decision)).isEqualTo(Returned.RETURNED);
    }

    @Test
    void a_flow_that_never_ends_leaves_after_its_time() {
        Engine engine = Limits.of("p").concurrency(1, MINUTE).engine(time);
        LimiterDecision lost = take(engine, Map.of());

        time.pass(MINUTE.minusNanos(1));
        assertThat(take(engine, Map.of()).dropped()).isTrue();
        time.pass(1);
        assertThat(take(engine, Map.of()).dropped()).isFalse();
        assertThat(end(engine, lost)).isEqualTo(Returned.NOT_IN_FLIGHT);
        assertThat(take(engine, Map.of()).dropped()).isTrue();
    }

    @Test
    void request_ids_are_unlike_those_of_another_engine() {
        Limits limits = Limits.of("p").concurrency(1_000, MINUTE);
        Set<String> ids = new HashSet<>();
        for (Engine engine : new Engine[] {limits.engine(time), limits.engine(time)}) {
            for (int i = 0; i < 1_000; i++) {
                ids.add(take(engine, Map.of()).requestId());
            }
        }

        assertThat(ids).hasSize(2_000).doesNotContain("");
    }

    @Test
    void sums_of_fractions_come_out_even() {
        Engine engine = Limits.of("p").tokens("cost").concurrency(100, MINUTE).engine(time);
        LimiterDecision stays = take(engine, Map.of("cost", "0.1"));
        for (String cost : new String[] {"0.2", "0.3", "0.7", "1e300", "0.1"}) {
            LimiterDecision decision = take(engine, Map.of("cost", cost));
            end(engine, decision);
        }

        assertThat(take(engine, Map.of()).current()).isEqualTo(stays.consumed());
    }

    @Test
    void ten_tenths_are_one() {
        Engine engine = Limits.of("p").tokens("cost").concurrency(1, MINUTE).engine(time);
        for (int i = 0; i < 10; i++) {
            assertThat(take(engine, Map.of("cost", "0.1")).dropped()).as("flow %s", i).isFalse();
        }

        assertThat(take(engine, Map.of("cost", "0.1")).dropped()).isTrue();
    }

    @Test
    void whole_numbers_past_those_that_doubles_tell_apart_come_out_even() {
        Engine engine = Limits.of("p").tokens("cost").concurrency(0x1p60, MINUTE).engine(time);
        take(engine, Map.of("cost", "3"));
        LimiterDecision large = take(engine, Map.of("cost", Double.toString(0x1p53)));
        take(engine, Map.of("cost", "1"));
        end(engine, large);

        assertThat(take(engine, Map.of()).current()).isEqualTo(4);
    }

    @Test
    void after_the_idle_time_fractions_begin_at_nothing() {
        Engine engine =
                Limits.of("p")
                        .tokens("cost")
                        .maxIdle(Duration.ofSeconds(1))
                        .concurrency(1, MINUTE)
                        .engine(time);
        LimiterDecision lost = take(engine, Map.of("cost", "0.7"));
        take(engine, Map.of("cost", "0.7"));
        time.pass(Duration.ofSeconds(1));
        assertThat(take(engine, Map.of()).dropped()).isTrue();
        time.pass(Duration.ofSeconds(1).plusNanos(1));

        assertThat(take(engine, Map.of("cost", "0.7")).current()).isZero();
        assertThat(end(engine, lost)).isEqualTo(Returned.NOT_IN_FLIGHT);
        assertThat(take(engine, Map.of("cost", "0.7")).current()).isEqualTo(0.7);
        assertThat(take(engine, Map.of()).current()).isEqualTo(1.4);
    }

    /** Exact sums of very small ones have hundreds of digits. */
    @ParameterizedTest
    @Tag("slow")
    @CsvSource({"0.1, 200000", "1e-300, 40000"})
    @Timeout(60)
    void many_fractions_in_flight_expire_together(String cost, int flows) {
        Engine engine =
                Limits.of("p").tokens("cost").concurrency(Double.MAX_VALUE, MINUTE).engine(time);
        for (int i = 0; i < flows; i++) {
            take(engine, Map.of("cost", cost));
        }
        time.pass(MINUTE);

        assertThat(take(engine, Map.of()).current()).isZero();
    }

    @RepeatedTest(30)
    void random_flows_are_counted_as_a_list_would(RepetitionInfo repetition) {
        record InFlight(LimiterDecision decision, long expiry) {}
        Random random = new Random(repetition.getCurrentRepetition());
        int max = 1 + random.nextInt(20);
        boolean fractions = random.nextBoolean();
        Engine engine =
                Limits.of("p")
                        .by("user")
                        .tokens("cost")
                        .concurrency(max, Duration.ofNanos(1_000))
                        .engine(time);
        Map<String, Deque<InFlight>> expected = new HashMap<>();
        for (int i = 0; i < 3_000; i++) {
            int pass = random.nextInt(100);
            time.pass(pass);
            long now = time.nanos();
            String user = "u" + random.nextInt(3);
            Deque<InFlight> flows = expected.computeIfAbsent(user, u -> new ArrayDeque<>());
            flows.removeIf(flow -> now - flow.expiry() >= 0);
            if (random.nextInt(3) == 0 && !flows.isEmpty()) {
                InFlight flow = random.nextBoolean() ? flows.removeFirst() : flows.removeLast();
                assertThat(end(engine, flow.decision())).isEqualTo(Returned.RETURNED);
            } else {
                double sum = flows.stream().mapToDouble(flow -> flow.decision().consumed()).sum();
                double cost = fractions ? random.nextDouble() * 3 : 1 + random.nextInt(3);
                LimiterDecision decision =
                        take(engine, Map.of("user", user, "cost", Double.toString(cost)));
                assertThat(decision.current()).isBetween(sum - 1e-9, sum + 1e-9);
                if (Math.abs(sum - max) > 1e-9 || !fractions) {
                    assertThat(decision.dropped()).isEqualTo(sum >= max);
                }
                if (!decision.dropped()) {
                    flows.addLast(new InFlight(decision, now + 1_000));
                }
            }
        }
    }
}
