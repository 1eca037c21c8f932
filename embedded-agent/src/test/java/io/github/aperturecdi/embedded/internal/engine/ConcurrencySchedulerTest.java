package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.RejectReason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tables of arrivals and decisions, worked out by hand from the formulas. */
class ConcurrencySchedulerTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static Limits goldAndBasic() {
        return Limits.of("p").workload("gold", 4).workload("basic", 1);
    }

    @Test
    void an_end_lets_the_next_in_at_once_by_virtual_finish_times() {
        Scene scene = new Scene(goldAndBasic().places(2, MINUTE));
        scene.comes("b1", "basic").comes("b2", "basic").comes("b3", "basic");
        scene.at(10).comes("b4", "basic");
        scene.at(20).comes("g1", "gold").comes("g2", "gold").comes("g3", "gold");
        scene.at(100).ends("b1");
        scene.at(101).ends("b2");
        scene.at(102).ends("b3").ends("g1");
        scene.at(103).ends("g2").ends("g3");

        // b3 has its turn since 0. Finish times: gold .25 .5 .75, b4 2.
        assertThat(scene.admissions())
                .containsExactly("b1@0", "b2@0", "b3@100", "g1@101", "g2@102", "g3@102", "b4@103");
    }

    @Test
    void the_decision_says_what_the_real_one_says() {
        Scene scene = new Scene(goldAndBasic().by("user").places(3, MINUTE));
        scene.comes("one", Map.of("tier", "gold", "user", "ann"));
        scene.comes("two", Map.of("tier", "basic", "user", "ann"));

        LimiterDecision two = scene.answer("two").only();
        assertThat(two)
                .isEqualTo(
                        new LimiterDecision(
                                new LimiterId("p", "p-hash", "root.0"),
                                LimiterDecision.Kind.CONCURRENCY_SCHEDULER,
                                false,
                                true,
                                "user:ann",
                                2,
                                1,
                                1,
                                two.requestId(),
                                0,
                                0,
                                "basic",
                                1,
                                false));
        assertThat(two.requestId()).isNotEmpty();
    }

    @Test
    void a_place_that_is_never_given_back_expires() {
        Scene scene = new Scene(Limits.of("p").places(1, Duration.ofSeconds(5)));
        scene.comes("lost", Map.of());
        scene.at(1000).comes("next", Map.of());
        scene.at(Duration.ofSeconds(5).minusNanos(1));
        assertThat(scene.waits("next")).isTrue();
        scene.at(5000);

        assertThat(scene.admissions()).containsExactly("lost@0", "next@5000");
    }

    @Test
    void a_waiting_flow_keeps_the_places_in_use() {
        Scene scene = new Scene(Limits.of("p").maxIdle(Duration.ofSeconds(2)).places(1, MINUTE));

        scene.comes("one", Map.of()).comes("two", Map.of(), Duration.ofSeconds(10)).at(20_000);

        assertThat(scene.refusals()).containsExactly("two@9990");
    }

    @Test
    void whose_time_is_up_is_refused_also_in_its_turn() {
        Scene scene =
                new Scene(
                        Limits.of("p")
                                .workload("short", 1, 1, Duration.ofMillis(300))
                                .places(1, MINUTE));
        scene.comes("one", "long").comes("turn", "short").comes("two", "long");
        scene.at(200).comes("second", "short");
        scene.at(1000).ends("one");

        assertThat(scene.refusals()).containsExactly("turn@300", "second@500");
        assertThat(scene.admissions()).containsExactly("one@0", "two@1000");
        assertThat(scene.outcome("turn").reason()).isEqualTo(RejectReason.NO_TOKENS);
        assertThat(scene.outcome("turn").deniedStatus()).isEqualTo(503);
        assertThat(scene.answer("turn").only().requestId()).isEmpty();
    }

    @Test
    void any_free_place_admits_a_flow_with_any_number_of_tokens() {
        Scene scene = new Scene(Limits.of("p").tokens("tokens").places(4, MINUTE));
        scene.comes("three", Map.of("tokens", "3")).comes("two", Map.of("tokens", "2"));
        scene.comes("one", Map.of()).comes("none", Map.of("tokens", "0"));

        assertThat(scene.admissions()).containsExactly("three@0", "two@0", "none@0");
        assertThat(scene.answer("two").only().remaining()).isEqualTo(1);
        assertThat(scene.answer("two").only().current()).isEqualTo(3);
        assertThat(scene.answer("none").only().requestId()).isEmpty();
        scene.at(50).ends("two");
        assertThat(scene.answer("one").at()).isEqualTo(Duration.ofMillis(50));
    }

    @Test
    void an_unknown_end_or_a_second_one_admits_no_flow() {
        Scene scene = new Scene(Limits.of("p").by("user").places(1, MINUTE));
        scene.comes("ann", Map.of("user", "ann")).comes("bob", Map.of("user", "bob"));
        scene.comes("ann2", Map.of("user", "ann")).comes("ann3", Map.of("user", "ann"));
        LimiterDecision ann = scene.answer("ann").only();

        scene.ends("bob");
        assertThat(scene.waits("ann2")).isTrue();
        assertThat(scene.engine.end(ann.id(), ann.label(), ann.requestId()))
                .isEqualTo(Engine.Returned.RETURNED);
        assertThat(scene.engine.end(ann.id(), ann.label(), ann.requestId()))
                .isEqualTo(Engine.Returned.NOT_IN_FLIGHT);
        assertThat(scene.waits("ann2")).isFalse();
        assertThat(scene.waits("ann3")).isTrue();
    }

    @Test
    void no_flow_waits_for_places_that_do_not_exist() {
        Scene scene = new Scene(Limits.of("p").places(0, MINUTE));
        scene.comes("one", Map.of(), Duration.ofMillis(500)).at(600);

        assertThat(scene.refusals()).containsExactly("one@490");
    }

    @Test
    void who_gives_up_in_its_turn_leaves_it_to_the_next() {
        Scene scene = new Scene(Limits.of("p").places(1, MINUTE));
        scene.comes("one", Map.of()).comes("two", Map.of()).comes("three", Map.of());
        scene.at(10).givesUp("two").at(20).ends("one");

        assertThat(scene.admissions()).containsExactly("one@0", "three@20");
        scene.ends("three").comes("four", Map.of());
        assertThat(scene.answer("four").only().current()).isZero();
    }

    @Test
    void ten_thousand_ends_in_a_row_are_no_recursion() {
        Scene scene = new Scene(Limits.of("p").places(1, MINUTE).quota(1, 0, MINUTE));
        for (int i = 0; i < 10_000; i++) {
            scene.comes("f" + i, Map.of());
        }
        // Each gets the place, is refused the token, and gives the place to the next.
        scene.ends("f0");

        assertThat(scene.refusals()).hasSize(9_999);
        assertThat(scene.engine.waiting()).isZero();
    }

    @Test
    void several_keys_do_not_wait_for_each_other() {
        Scene scene = new Scene(Limits.of("p").by("user").places(1, MINUTE));
        for (String user : List.of("a", "b", "")) {
            scene.comes(user + "1", Map.of("user", user)).comes(user + "2", Map.of("user", user));
        }
        scene.at(5).ends("b1");

        assertThat(scene.admissions()).containsExactly("a1@0", "b1@0", "1@0", "b2@5");
    }

    @Test
    void a_flow_with_many_tokens_does_not_put_newcomers_behind_all_waiting_flows() {
        Scene scene = new Scene(goldAndBasic().tokens("cost").places(1, MINUTE));
        scene.comes("busy", "basic");
        scene.comes("big", Map.of("tier", "gold", "cost", "4000"));
        for (int i = 1; i <= 5; i++) {
            scene.comes("b" + i, "basic");
        }
        scene.at(10).ends("busy").comes("other", Map.of());
        List.of("big", "b1", "b2", "other", "b3", "b4").forEach(scene::ends);

        assertThat(scene.admissions().stream().map(each -> each.split("@")[0]))
                .containsExactly("busy", "big", "b1", "b2", "other", "b3", "b4", "b5");
    }

    @Test
    void flows_in_flight_count_while_others_wait_for_longer_than_the_idle_time() {
        Scene scene = new Scene(Limits.of("p").maxIdle(Duration.ofSeconds(2)).places(1, MINUTE));
        scene.comes("one", Map.of()).comes("two", Map.of());
        LimiterDecision one = scene.answer("one").only();

        scene.at(5_000);
        scene.engine.end(one.id(), one.label(), "of another flow");
        assertThat(scene.waits("two")).isTrue();

        scene.at(9_000).ends("one");
        assertThat(scene.admissions()).containsExactly("one@0", "two@9000");
    }

    @Test
    void a_shared_place_comes_back_to_a_label_value_with_its_own_queue() {
        Scene scene =
                new Scene(
                        Limits.of("p").by("user").places(1, MINUTE),
                        EngineSettings.DEFAULT.withMaxKeys(1));
        // Two values that share a state when there is no room.
        scene.comes("ann", Map.of("user", "ann")).comes("one", Map.of("user", "Aa"));
        scene.ends("ann").comes("two", Map.of("user", "BB"));
        assertThat(scene.waits("two")).isTrue();

        scene.at(1_000).ends("one").at(1_100);

        assertThat(scene.outcome("two").admitted()).isTrue();
    }
}
