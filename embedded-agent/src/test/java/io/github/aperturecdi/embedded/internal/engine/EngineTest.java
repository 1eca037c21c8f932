package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.aperturecdi.embedded.internal.policy.Selector;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class EngineTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ManualTicker time = new ManualTicker();

    @Test
    void a_flow_that_no_policy_selects_is_admitted() {
        Engine engine = Limits.of("p").rate(0, 0, MINUTE).engine(time);

        for (String controlPoint : List.of("other", "", "Checkout", "checkout ")) {
            Outcome outcome = engine.decide(controlPoint, Map.of());
            assertThat(outcome).isEqualTo(new Outcome(true, List.of(), 0, 0));
        }
        assertThat(new Engine(List.of(), time).decide("checkout", Map.of()).admitted()).isTrue();
    }

    @Test
    void only_flows_with_all_the_labels_are_selected() {
        Engine engine =
                Limits.of("p")
                        .selecting(
                                new Selector(
                                        "checkout", "any", Map.of("tier", "free", "region", "eu")))
                        .rate(0, 0, MINUTE)
                        .engine(time);

        assertThat(
                        engine.decide(
                                        "checkout",
                                        Map.of("tier", "free", "region", "eu", "more", "x"))
                                .admitted())
                .isFalse();
        assertThat(engine.decide("checkout", Map.of("tier", "free")).admitted()).isTrue();
        assertThat(engine.decide("checkout", Map.of("tier", "free", "region", "us")).admitted())
                .isTrue();
        assertThat(engine.decide("checkout", Map.of("Tier", "free", "region", "eu")).admitted())
                .isTrue();
    }

    @Test
    void any_of_several_selectors_selects_and_the_limiter_counts_once() {
        Engine engine =
                Limits.of("p")
                        .selecting(
                                new Selector("checkout", "any", Map.of("a", "1")),
                                new Selector("checkout", "any", Map.of("b", "1")),
                                new Selector("search", "any", Map.of()))
                        .rate(10, 0, MINUTE)
                        .engine(time);

        assertThat(engine.decide("checkout", Map.of()).decisions()).isEmpty();
        assertThat(engine.decide("checkout", Map.of("a", "1", "b", "1")).decisions())
                .singleElement()
                .extracting(LimiterDecision::remaining)
                .isEqualTo(9.0);
        assertThat(engine.decide("search", Map.of()).decisions())
                .singleElement()
                .extracting(LimiterDecision::remaining)
                .isEqualTo(8.0);
    }

    @Test
    void a_selector_for_a_service_selects_nothing() {
        Engine engine =
                Limits.of("p")
                        .selecting(new Selector("checkout", "shop.local", Map.of()))
                        .rate(0, 0, MINUTE)
                        .engine(time);

        assertThat(engine.decide("checkout", Map.of()).admitted()).isTrue();
    }

    @Test
    void each_label_value_has_its_own_limit() {
        Engine engine = Limits.of("p").by("user").rate(1, 1, MINUTE).engine(time);

        assertThat(engine.decide("checkout", Map.of("user", "ann")).admitted()).isTrue();
        assertThat(engine.decide("checkout", Map.of("user", "bob")).admitted()).isTrue();
        assertThat(engine.decide("checkout", Map.of("user", "")).admitted()).isTrue();
        assertThat(engine.decide("checkout", Map.of("user", "ann")).admitted()).isFalse();
        assertThat(engine.decide("checkout", Map.of("user", "")).admitted()).isFalse();
    }

    @Test
    void a_flow_without_the_label_passes_uncounted() {
        Engine engine =
                Limits.of("p").by("user").rate(1, 1, MINUTE).concurrency(1, MINUTE).engine(time);

        for (int i = 0; i < 5; i++) {
            Outcome outcome = engine.decide("checkout", Map.of("other", "x"));
            assertThat(outcome.admitted()).isTrue();
            assertThat(outcome.decisions())
                    .hasSize(2)
                    .allSatisfy(
                            decision -> {
                                assertThat(decision.counted()).isFalse();
                                assertThat(decision.label()).isEmpty();
                                assertThat(decision.consumed()).isZero();
                                assertThat(decision.requestId()).isEmpty();
                            });
        }
    }

    @Test
    void pass_through_admits_everything_uncounted() {
        Engine engine =
                Limits.of("p").passThrough().rate(0, 0, MINUTE).concurrency(0, MINUTE).engine(time);

        assertThat(engine.decide("checkout", Map.of()).decisions())
                .hasSize(2)
                .noneMatch(LimiterDecision::dropped)
                .noneMatch(LimiterDecision::counted);
    }

    @Test
    void when_one_drops_the_flow_the_others_get_back_what_they_gave() {
        Engine engine =
                Limits.of("p")
                        .rate(10, 0, MINUTE)
                        .concurrency(10, MINUTE)
                        .by("user")
                        .rate(1, 0, MINUTE)
                        .engine(time);
        engine.decide("checkout", Map.of("user", "ann"));

        Outcome refused = engine.decide("checkout", Map.of("user", "ann"));

        assertThat(refused.admitted()).isFalse();
        assertThat(refused.decisions())
                .extracting(LimiterDecision::dropped)
                .containsExactly(false, false, true);
        assertThat(refused.decisions()).extracting(LimiterDecision::consumed).containsOnly(0.0);
        assertThat(refused.decisions()).extracting(LimiterDecision::requestId).containsOnly("");
        assertThat(refused.decisions())
                .extracting(LimiterDecision::remaining)
                .containsExactly(9.0, 9.0, 0.0);
        Outcome next = engine.decide("checkout", Map.of("user", "bob"));
        assertThat(next.decisions().get(0).remaining()).isEqualTo(8);
        assertThat(next.decisions().get(1).current()).isEqualTo(1);
    }

    @Test
    void the_longest_wait_and_the_last_status_count() {
        Engine engine =
                Limits.of("p")
                        .status(503)
                        .rate(1, 1, Duration.ofSeconds(20))
                        .status(402)
                        .rate(1, 1, Duration.ofSeconds(10))
                        .engine(time);
        engine.decide("checkout", Map.of());

        Outcome refused = engine.decide("checkout", Map.of());

        assertThat(refused.deniedStatus()).isEqualTo(402);
        assertThat(refused.waitNanos()).isEqualTo(Duration.ofSeconds(20).toNanos());
        assertThat(refused.decisions())
                .extracting(LimiterDecision::deniedStatus)
                .containsExactly(503, 402);
    }

    @Test
    void limiters_of_several_policies_are_one_stage() {
        Engine engine =
                new Engine(
                        List.of(
                                Limits.of("one").rate(5, 0, MINUTE).policy(),
                                Limits.of("two").rate(2, 0, MINUTE).policy()),
                        time);
        engine.decide("checkout", Map.of());
        engine.decide("checkout", Map.of());

        Outcome refused = engine.decide("checkout", Map.of());

        assertThat(refused.decisions())
                .extracting(
                        decision -> decision.id().policyName(),
                        LimiterDecision::dropped,
                        LimiterDecision::remaining)
                .containsExactly(tuple("one", false, 3.0), tuple("two", true, 0.0));
    }

    @Test
    @Tag("slow")
    void ten_thousand_labels_and_huge_and_strange_values_are_only_labels() {
        Engine engine = Limits.of("p").by("user").rate(1, 1, MINUTE).engine(time);
        Map<String, String> labels = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            labels.put("key" + i, "v".repeat(i % 100));
        }
        for (String user :
                List.of("x".repeat(5_000_000), "\uD83D\uDE00\u0000\n\uD800", ":", "user:user")) {
            labels.put("user", user);
            assertThat(engine.decide("checkout", labels).admitted()).isTrue();
            Outcome refused = engine.decide("checkout", labels);
            assertThat(refused.admitted()).isFalse();
            assertThat(refused.decisions().get(0).label()).isEqualTo("user:" + user);
        }
    }
}
