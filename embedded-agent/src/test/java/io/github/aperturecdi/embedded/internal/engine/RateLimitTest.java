package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitTest {

    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private final ManualTicker time = new ManualTicker();

    private static int admittedOf(int flows, Engine engine) {
        int admitted = 0;
        for (int i = 0; i < flows; i++) {
            if (engine.decide("checkout", Map.of()).admitted()) {
                admitted++;
            }
        }
        return admitted;
    }

    private static LimiterDecision only(Outcome outcome) {
        assertThat(outcome.decisions()).hasSize(1);
        return outcome.decisions().get(0);
    }

    @Test
    void a_full_bucket_admits_its_capacity_and_no_more() {
        Engine engine = Limits.of("p").rate(10, 5, TEN_SECONDS).engine(time);

        assertThat(admittedOf(15, engine)).isEqualTo(10);
    }

    @Test
    void tokens_flow_in_all_the_time() {
        Engine engine = Limits.of("p").rate(10, 5, TEN_SECONDS).engine(time);
        admittedOf(10, engine);

        time.pass(Duration.ofMillis(1_999));
        assertThat(admittedOf(1, engine)).isZero();
        time.pass(Duration.ofMillis(1));
        assertThat(admittedOf(2, engine)).isEqualTo(1);
        time.pass(Duration.ofHours(1));
        assertThat(admittedOf(20, engine)).isEqualTo(10);
    }

    @Test
    void without_continuous_fill_tokens_come_when_the_interval_ends() {
        Engine engine = Limits.of("p").discrete().rate(10, 5, TEN_SECONDS).engine(time);
        admittedOf(10, engine);

        time.pass(TEN_SECONDS.minusNanos(1));
        assertThat(admittedOf(1, engine)).isZero();
        time.pass(1);
        assertThat(admittedOf(20, engine)).isEqualTo(5);
        time.pass(Duration.ofSeconds(25));
        assertThat(admittedOf(20, engine)).isEqualTo(10);
        // The beat has not moved: 25 s were two and a half intervals.
        time.pass(Duration.ofSeconds(5));
        assertThat(admittedOf(20, engine)).isEqualTo(5);
    }

    @Test
    void a_delayed_bucket_gets_nothing_until_it_could_have_been_filled_once() {
        Engine engine = Limits.of("p").delayed().rate(10, 5, TEN_SECONDS).engine(time);
        assertThat(admittedOf(20, engine)).isEqualTo(10);

        time.pass(Duration.ofSeconds(20));
        assertThat(admittedOf(1, engine)).isZero();
        time.pass(Duration.ofSeconds(2));
        assertThat(admittedOf(5, engine)).isEqualTo(1);
    }

    @Test
    void a_delayed_bucket_that_is_full_again_is_delayed_again() {
        Engine engine = Limits.of("p").delayed().rate(10, 5, TEN_SECONDS).engine(time);
        admittedOf(10, engine);
        time.pass(Duration.ofMinutes(5));
        assertThat(admittedOf(20, engine)).isEqualTo(10);

        time.pass(Duration.ofSeconds(20));

        assertThat(admittedOf(1, engine)).isZero();
    }

    @Test
    void a_delayed_bucket_that_fills_in_steps_gets_the_first_step_when_the_delay_is_over() {
        Engine engine = Limits.of("p").delayed().discrete().rate(10, 5, TEN_SECONDS).engine(time);
        admittedOf(10, engine);

        time.pass(Duration.ofSeconds(20));
        assertThat(admittedOf(1, engine)).isZero();
        time.pass(1);
        assertThat(admittedOf(20, engine)).isEqualTo(5);
        time.pass(TEN_SECONDS);
        assertThat(admittedOf(20, engine)).isEqualTo(5);
    }

    @Test
    void a_delayed_bucket_that_fills_in_steps_names_no_interval_too_much_to_wait() {
        Engine engine = Limits.of("p").delayed().discrete().rate(10, 5, TEN_SECONDS).engine(time);
        admittedOf(10, engine);

        long wait = engine.decide("checkout", Map.of()).waitNanos();

        assertThat(wait).isEqualTo(Duration.ofSeconds(20).plusNanos(1).toNanos());
        time.pass(wait);
        assertThat(admittedOf(1, engine)).isEqualTo(1);
    }

    @Test
    void the_decision_says_what_is_left() {
        Engine engine =
                Limits.of("p").by("user").tokens("cost").rate(10, 5, TEN_SECONDS).engine(time);
        Map<String, String> labels = Map.of("user", "ann", "cost", "4");

        assertThat(only(engine.decide("checkout", labels)))
                .isEqualTo(
                        new LimiterDecision(
                                new LimiterId("p", "p-hash", "root.0"),
                                LimiterDecision.Kind.RATE,
                                false,
                                true,
                                "user:ann",
                                6,
                                4,
                                4,
                                "",
                                0,
                                0));
        engine.decide("checkout", labels);
        assertThat(only(engine.decide("checkout", labels)))
                .isEqualTo(
                        new LimiterDecision(
                                new LimiterId("p", "p-hash", "root.0"),
                                LimiterDecision.Kind.RATE,
                                true,
                                true,
                                "user:ann",
                                2,
                                8,
                                0,
                                "",
                                Duration.ofSeconds(4).toNanos(),
                                429));
    }

    @Test
    void a_refusal_of_many_tokens_does_not_refuse_few() {
        // Aperture's agent would, until the many are there: its negative cache.
        Engine engine = Limits.of("p").tokens("cost").rate(10, 5, TEN_SECONDS).engine(time);
        engine.decide("checkout", Map.of("cost", "5"));

        assertThat(engine.decide("checkout", Map.of("cost", "8")).admitted()).isFalse();
        assertThat(engine.decide("checkout", Map.of("cost", "5")).admitted()).isTrue();
    }

    @Test
    void more_tokens_than_the_bucket_holds_have_no_wait_time() {
        Engine engine = Limits.of("p").tokens("cost").rate(10, 5, TEN_SECONDS).engine(time);

        Outcome outcome = engine.decide("checkout", Map.of("cost", "10.5"));

        assertThat(outcome.admitted()).isFalse();
        assertThat(outcome.waitNanos()).isZero();
    }

    @Test
    void a_bucket_that_is_never_filled_has_no_wait_time() {
        Engine engine = Limits.of("p").rate(1, 0, TEN_SECONDS).engine(time);
        engine.decide("checkout", Map.of());
        time.pass(Duration.ofHours(1));

        assertThat(engine.decide("checkout", Map.of()))
                .extracting(Outcome::admitted, Outcome::waitNanos)
                .containsExactly(false, 0L);
    }

    @Test
    void a_capacity_of_zero_admits_nothing_but_flows_without_tokens() {
        Engine engine = Limits.of("p").tokens("cost").rate(0, 5, TEN_SECONDS).engine(time);

        assertThat(engine.decide("checkout", Map.of()).admitted()).isFalse();
        assertThat(engine.decide("checkout", Map.of("cost", "0")).admitted()).isTrue();
    }

    @Test
    void extreme_rates_are_only_numbers() {
        Engine fast = Limits.of("p").rate(1, Double.POSITIVE_INFINITY, TEN_SECONDS).engine(time);
        Engine slow =
                Limits.of("p")
                        .maxIdle(Duration.ZERO)
                        .rate(1, Double.MIN_VALUE, Duration.ofDays(100_000))
                        .engine(time);

        assertThat(admittedOf(2, fast)).isEqualTo(1);
        time.pass(1);
        assertThat(admittedOf(2, fast)).isEqualTo(1);
        assertThat(admittedOf(2, slow)).isEqualTo(1);
        assertThat(slow.decide("checkout", Map.of()).waitNanos()).isZero();
        time.pass(Duration.ofDays(1));
        assertThat(admittedOf(2, slow)).isZero();
    }

    @Test
    void after_the_idle_time_a_bucket_is_full_again() {
        Engine engine =
                Limits.of("p")
                        .maxIdle(Duration.ofSeconds(60))
                        .rate(10, 0, TEN_SECONDS)
                        .engine(time);
        admittedOf(10, engine);

        time.pass(Duration.ofSeconds(60));
        // A refused flow is a use as well.
        assertThat(admittedOf(1, engine)).isZero();
        time.pass(Duration.ofSeconds(60));
        assertThat(admittedOf(1, engine)).isZero();
        time.pass(Duration.ofSeconds(60).plusNanos(1));
        assertThat(admittedOf(20, engine)).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NaN",
                "-NaN",
                "Infinity",
                "-Infinity",
                "+Inf",
                "-1",
                "-0.001",
                "1e999",
                "",
                " ",
                "ten",
                "3d",
                "3f",
                " 3",
                "3 ",
                "0x",
                "1,5",
                "1_0",
                "٣",
                "--3",
                "true"
            })
    void a_tokens_label_that_is_no_number_of_tokens_is_ignored(String garbage) {
        Engine engine = Limits.of("p").tokens("cost").rate(10, 5, TEN_SECONDS).engine(time);

        LimiterDecision decision = only(engine.decide("checkout", Map.of("cost", garbage)));

        assertThat(decision.consumed()).isEqualTo(1);
        assertThat(decision.remaining()).isEqualTo(9);
    }

    @Test
    void a_tokens_label_of_a_million_characters_is_ignored() {
        Engine engine = Limits.of("p").tokens("cost").rate(10, 5, TEN_SECONDS).engine(time);

        assertThat(
                        only(engine.decide("checkout", Map.of("cost", "9".repeat(1_000_000))))
                                .consumed())
                .isEqualTo(1);
    }

    @Test
    void the_largest_number_of_tokens_counts_as_it_is() {
        Engine engine = Limits.of("p").tokens("cost").rate(10, 5, TEN_SECONDS).engine(time);
        String largest = Double.toString(Double.MAX_VALUE);

        assertThat(engine.decide("checkout", Map.of("cost", largest)).admitted()).isFalse();
    }

    @Test
    void a_tokens_label_of_four_hundred_characters_counts_and_a_longer_one_is_ignored() {
        Engine engine = Limits.of("p").tokens("cost").rate(10, 5, TEN_SECONDS).engine(time);
        String zeros = "0".repeat(399);

        assertThat(only(engine.decide("checkout", Map.of("cost", zeros + "3"))).consumed())
                .isEqualTo(3);
        assertThat(only(engine.decide("checkout", Map.of("cost", zeros + "03"))).consumed())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.5", "25e-1", "2.50", "+2.5", "2.5e0"})
    void a_tokens_label_that_is_a_number_counts(String text) {
        Engine engine = Limits.of("p").tokens("cost").rate(10, 5, TEN_SECONDS).engine(time);

        assertThat(only(engine.decide("checkout", Map.of("cost", text))).remaining())
                .isCloseTo(7.5, within(0.0));
    }

    @Test
    void negative_zero_tokens_are_zero_tokens() {
        Engine engine = Limits.of("p").tokens("cost").rate(10, 5, TEN_SECONDS).engine(time);

        double consumed = only(engine.decide("checkout", Map.of("cost", "-0"))).consumed();

        assertThat(Double.compare(consumed, 0.0)).isZero();
    }
}
