package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where Aperture's agent has a bug: what it does in faithful mode, and what it does otherwise. */
class FaithfulTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final long LONG = MINUTE.toNanos();

    private final ManualTicker time = new ManualTicker();

    private Engine engine(Limits limits, boolean faithful) {
        return limits.engine(EngineSettings.DEFAULT.withFaithful(faithful), time);
    }

    private static Outcome ask(Engine engine, String tokens) {
        return engine.decide("checkout", Map.of("tokens", tokens));
    }

    private static Outcome ask(Engine engine, long timeoutNanos) {
        return (Outcome) engine.ask(new FlowCheck("checkout", Map.of(), timeoutNanos));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_was_refused_is_refused_by_heart_and_what_is_smaller_with_it(boolean faithful) {
        Engine engine = engine(Limits.of("p").tokens("tokens").rate(10, 1, SECOND), faithful);
        ask(engine, "5");
        Outcome many = ask(engine, "8");
        assertThat(many.waitNanos()).isEqualTo(3 * SECOND.toNanos());

        time.pass(SECOND);
        for (String few : List.of("1", "0")) {
            Outcome outcome = ask(engine, few);
            assertThat(outcome.admitted()).isNotEqualTo(faithful);
            assertThat(outcome.waitNanos()).isEqualTo(faithful ? 2 * SECOND.toNanos() : 0);
        }
        // More than what was refused is looked at, and named from now on.
        assertThat(ask(engine, "9").waitNanos()).isEqualTo((faithful ? 3 : 4) * SECOND.toNanos());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_flow_without_the_label_takes_no_tokens_but_the_real_agent_reports_them(
            boolean faithful) {
        Limits both =
                Limits.of("p")
                        .by("user")
                        .tokens("tokens")
                        .rate(10, 1, SECOND)
                        .concurrency(10, MINUTE);
        Engine engine = engine(both, faithful);

        List<LimiterDecision> one = engine.decide("checkout", Map.of()).decisions();
        List<LimiterDecision> three = ask(engine, "3").decisions();

        assertThat(one)
                .hasSize(2)
                .noneMatch(LimiterDecision::counted)
                .allMatch(decision -> decision.requestId().isEmpty())
                .allMatch(decision -> decision.consumed() == (faithful ? 1 : 0));
        assertThat(three).allMatch(decision -> decision.consumed() == (faithful ? 3 : 0));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tokens_that_are_only_reported_are_not_given_back(boolean faithful) {
        Engine engine =
                engine(
                        Limits.of("p")
                                .by("user")
                                .rate(2, 2, MINUTE)
                                .by("tenant")
                                .rate(1, 1, MINUTE),
                        faithful);
        Map<String, String> user = Map.of("user", "");
        assertThat(engine.decide("checkout", user).admitted()).isTrue();
        assertThat(engine.decide("checkout", user).admitted()).isTrue();
        assertThat(engine.decide("checkout", Map.of("tenant", "a")).admitted()).isTrue();
        assertThat(engine.decide("checkout", Map.of("tenant", "a")).admitted()).isFalse();

        assertThat(engine.decide("checkout", user).admitted()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_bucket_tells_what_is_taken_and_what_is_left(boolean faithful) {
        Engine engine = engine(Limits.of("p").tokens("tokens").rate(10, 1, SECOND), faithful);

        LimiterDecision decision = ask(engine, "3").decisions().get(0);

        assertThat(decision.current()).isEqualTo(3);
        assertThat(decision.remaining()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_wait_that_is_named_is_exact_but_in_the_real_agent(boolean faithful) {
        Engine engine = engine(Limits.of("p").delayed().discrete().rate(10, 5, SECOND), faithful);
        for (int i = 0; i < 10; i++) {
            assertThat(engine.decide("checkout", Map.of()).admitted()).isTrue();
        }

        long wait = engine.decide("checkout", Map.of()).waitNanos();

        // Filling begins after 2 s with a first fill, a nanosecond later. The real one adds a fill.
        assertThat(wait).isEqualTo(faithful ? 3 * SECOND.toNanos() : 2 * SECOND.toNanos() + 1);
        time.pass(wait - 1);
        assertThat(engine.decide("checkout", Map.of()).admitted()).isFalse();
        time.pass(1);
        assertThat(engine.decide("checkout", Map.of()).admitted()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void for_more_tokens_than_a_bucket_holds_there_is_no_wait(boolean faithful) {
        Engine engine = engine(Limits.of("p").tokens("tokens").rate(10, 1, SECOND), faithful);

        assertThat(ask(engine, "15").waitNanos()).isEqualTo(faithful ? 5 * SECOND.toNanos() : 0);
        time.pass(Duration.ofSeconds(5));
        assertThat(ask(engine, "15").admitted()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_negative_number_of_tokens_fills_a_bucket(boolean faithful) {
        Engine engine = engine(Limits.of("p").tokens("tokens").rate(10, 1, MINUTE), faithful);
        ask(engine, "10");
        Outcome outcome = ask(engine, "-4");

        assertThat(outcome.admitted()).isEqualTo(faithful);
        assertThat(outcome.decisions().get(0).remaining()).isEqualTo(faithful ? 4 : 0);
        assertThat(ask(engine, "4").admitted()).isEqualTo(faithful);
        ask(engine, "-100");
        assertThat(ask(engine, "11").admitted()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "nan", "Inf", "+inf", "Infinity"})
    void a_number_of_tokens_that_is_not_finite_opens_a_bucket(String tokens) {
        for (boolean faithful : List.of(true, false)) {
            Engine engine = engine(Limits.of("p").tokens("tokens").rate(2, 1, MINUTE), faithful);
            ask(engine, tokens);
            ask(engine, "2");
            assertThat(ask(engine, "2").admitted()).isEqualTo(faithful);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Inf"})
    void in_flight_it_keeps_everybody_out_until_it_expires(String tokens) {
        for (boolean faithful : List.of(true, false)) {
            Engine engine =
                    engine(Limits.of("p").tokens("tokens").concurrency(5, SECOND), faithful);
            assertThat(ask(engine, tokens).admitted()).isTrue();
            assertThat(ask(engine, "1").admitted()).isNotEqualTo(faithful);
            time.pass(SECOND);
            assertThat(ask(engine, "1").admitted()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void with_less_than_10_ms_left_limiters_refuse(boolean faithful) {
        Engine rate = engine(Limits.of("p").rate(10, 1, SECOND), faithful);
        Engine concurrency = engine(Limits.of("p").concurrency(10, SECOND), faithful);

        for (Engine engine : List.of(rate, concurrency)) {
            assertThat(ask(engine, 9_999_999).admitted()).isNotEqualTo(faithful);
            assertThat(ask(engine, 10_000_000).admitted()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_queue_timeout_of_0_refuses_everything(boolean faithful) {
        for (Limits limits :
                List.of(
                        Limits.of("p").queueTimeout(Duration.ZERO).quota(5, 5, SECOND),
                        Limits.of("p").queueTimeout(Duration.ZERO).places(5, SECOND))) {
            assertThat(ask(engine(limits, faithful), LONG).admitted()).isNotEqualTo(faithful);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusals_of_concurrency_limiters_are_named(boolean faithful) {
        Engine engine = engine(Limits.of("p").concurrency(0, SECOND), faithful);

        assertThat(ask(engine, LONG).decisions().get(0).requestId().isEmpty())
                .isNotEqualTo(faithful);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_flow_of_0_tokens_gets_a_name_in_flight(boolean faithful) {
        Engine engine = engine(Limits.of("p").tokens("tokens").concurrency(1, SECOND), faithful);
        LimiterDecision none = ask(engine, "0").decisions().get(0);

        assertThat(engine.end(none.id(), none.label(), none.requestId()))
                .isEqualTo(faithful ? Engine.Returned.RETURNED : Engine.Returned.NOT_IN_FLIGHT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_limiters_own_status_is_0_where_the_policy_names_none(boolean faithful) {
        Outcome refused = ask(engine(Limits.of("p").rate(0, 1, SECOND), faithful), LONG);

        assertThat(refused.deniedStatus()).isEqualTo(429);
        assertThat(refused.decisions().get(0).deniedStatus()).isEqualTo(faithful ? 0 : 429);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void without_a_deadline_no_flow_waits_at_a_concurrency_scheduler(boolean faithful) {
        Scene scene =
                new Scene(
                        Limits.of("p").places(1, MINUTE),
                        EngineSettings.DEFAULT.withFaithful(faithful));
        FlowCheck patient = new FlowCheck("checkout", Map.of(), FlowCheck.NO_TIMEOUT);
        scene.comes("one", patient).comes("two", patient);

        assertThat(scene.admissions()).containsExactly("one@0");
        assertThat(scene.waits("two")).isNotEqualTo(faithful);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_place_that_comes_back_is_noticed_late(boolean faithful) {
        Scene scene =
                new Scene(
                        Limits.of("p").places(1, MINUTE),
                        EngineSettings.DEFAULT.withFaithful(faithful));
        scene.comes("one", Map.of()).comes("two", Map.of()).at(200).ends("one").at(2000);

        // It asks at 0, 10, 20, 30, 40, 150, 310, ...
        assertThat(scene.admissions()).containsExactly("one@0", faithful ? "two@310" : "two@200");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_place_is_lost_to_a_flow_that_is_refused_for_want_of_time(boolean faithful) {
        Scene scene =
                new Scene(
                        Limits.of("p").places(1, MINUTE),
                        EngineSettings.DEFAULT.withFaithful(faithful));
        scene.comes("one", Map.of());
        scene.comes("two", Map.of(), Duration.ofMillis(500));
        scene.at(200).ends("one").at(2000).comes("three", Map.of());

        // At 310 it finds the place, but would ask again in 520 ms, and has but 180.
        assertThat(scene.refusals()).hasSize(faithful ? 1 : 0);
        assertThat(scene.waits("three")).isTrue();
        if (faithful) {
            assertThat(scene.answer("two").only().remaining()).isEqualTo(1);
            scene.at(Duration.ofSeconds(70));
            assertThat(scene.waits("three")).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void one_that_comes_during_a_turn_of_its_line_overtakes_it(boolean faithful) {
        Scene scene =
                new Scene(
                        Limits.of("p").quota(1, 1, SECOND),
                        EngineSettings.DEFAULT.withFaithful(faithful));
        scene.comes("one", Map.of()).comes("two", Map.of()).comes("three", Map.of());
        scene.comes("four", Map.of());
        // three has its turn, and four is next in line.
        scene.at(1500).comes("five", Map.of()).at(10_000);

        assertThat(scene.admissions())
                .containsExactly(
                        "one@0",
                        "two@1000",
                        "three@2000",
                        faithful ? "five@3000" : "four@3000",
                        faithful ? "four@4000" : "five@4000");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void flows_that_waited_before_a_fairness_key_came_cost_less(boolean faithful) {
        Scene scene =
                new Scene(
                        Limits.of("p").fairness("user").quota(1, 1, SECOND),
                        EngineSettings.DEFAULT.withFaithful(faithful));
        scene.comes("full", Map.of()).comes("turn", Map.of("user", "ann"));
        for (int i = 1; i <= 4; i++) {
            scene.comes("ann" + i, Map.of("user", "ann"));
        }
        scene.comes("bob1", Map.of("user", "bob")).comes("bob2", Map.of("user", "bob"));
        scene.at(20_000);

        assertThat(scene.admissions().subList(2, 6))
                .extracting(admission -> admission.substring(0, 3))
                .isEqualTo(
                        faithful
                                ? List.of("ann", "bob", "ann", "ann")
                                : List.of("bob", "ann", "bob", "ann"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fairness_labels_may_share_a_line(boolean faithful) {
        Scene scene =
                new Scene(
                        Limits.of("p").fairness("user").quota(1, 1, SECOND),
                        EngineSettings.DEFAULT.withFaithful(faithful));
        scene.comes("full", Map.of()).comes("turn", Map.of());
        // Two texts with the same hash.
        for (String user : List.of("Aa", "BB", "x")) {
            scene.comes(user + "1", Map.of("user", user)).comes(user + "2", Map.of("user", user));
        }
        scene.at(20_000);

        assertThat(scene.admissions().subList(2, 4))
                .extracting(admission -> admission.substring(0, admission.indexOf('@')))
                .isEqualTo(faithful ? List.of("Aa1", "x1") : List.of("Aa1", "BB1"));
    }

    @ParameterizedTest(name = "faithful {0}")
    @ValueSource(booleans = {true, false})
    void without_a_deadline_a_flow_waits_an_hour_for_tokens_that_come_later(boolean faithful) {
        Scene scene =
                new Scene(
                        Limits.of("p").tokens("tokens").quota(1, 1, SECOND),
                        EngineSettings.DEFAULT.withFaithful(faithful));
        scene.comes("one", Map.of());
        scene.comes(
                "two", new FlowCheck("checkout", Map.of("tokens", "3601"), FlowCheck.NO_TIMEOUT));
        scene.at(Duration.ofHours(2));

        assertThat(scene.refusals()).containsExactly(faithful ? "two@3600000" : "two@0");
    }

    @Test
    void ten_milliseconds_are_just_enough_for_a_quota_scheduler() {
        for (Duration timeout : List.of(Duration.ofMillis(10), Duration.ofNanos(9_999_999))) {
            Engine real = engine(Limits.of("p").queueTimeout(timeout).quota(1, 1, SECOND), true);

            assertThat(ask(real, LONG).admitted()).isEqualTo(timeout.toMillis() == 10);
        }
    }
}
