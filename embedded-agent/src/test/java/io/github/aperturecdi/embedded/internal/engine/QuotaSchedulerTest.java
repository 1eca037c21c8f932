package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.RejectReason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Tables of arrivals and decisions, worked out by hand from the formulas. */
class QuotaSchedulerTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private static Limits goldAndBasic() {
        return Limits.of("p").workload("gold", 4).workload("basic", 1);
    }

    @Test
    void who_waits_is_served_in_the_order_of_virtual_finish_times() {
        Scene scene = new Scene(goldAndBasic().quota(2, 2, SECOND));
        // Two tokens are there. b3 finds none, and takes the one that comes in at 500.
        scene.comes("b1", "basic").comes("b2", "basic").comes("b3", "basic");
        // Both lines start at 0. Finish times: b4 1 once b3 is done, gold .25, .5, .75, 1.
        scene.at(10).comes("b4", "basic");
        scene.at(20).comes("g1", "gold").comes("g2", "gold");
        scene.at(30).comes("g3", "gold").comes("g4", "gold").comes("g5", "gold");

        scene.at(10_000);

        // b3 has moved its line to 1, so b4 finishes at 2, after g1 .25, ... g5 1.25.
        assertThat(scene.admissions())
                .containsExactly(
                        "b1@0", "b2@0", "b3@500", "g1@1000", "g2@1500", "g3@2000", "g4@2500",
                        "g5@3000", "b4@3500");
        assertThat(scene.engine.waiting()).isZero();
        assertThat(scene.engine.untilNextWake()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void the_decision_says_what_the_real_one_says() {
        Scene scene = new Scene(goldAndBasic().by("user").quota(1, 1, SECOND));
        Map<String, String> labels = Map.of("tier", "gold", "user", "ann");
        scene.comes("one", labels);
        scene.at(100).comes("two", labels).at(2000);

        assertThat(scene.outcome("one").decisions())
                .containsExactly(
                        new LimiterDecision(
                                new LimiterId("p", "p-hash", "root.0"),
                                LimiterDecision.Kind.QUOTA_SCHEDULER,
                                false,
                                true,
                                "user:ann",
                                0,
                                1,
                                1,
                                "",
                                0,
                                0,
                                "gold",
                                4,
                                false));
        // Its tokens were taken when its turn came: 0.1 were there, and 0.9 were owed.
        LimiterDecision two = scene.answer("two").only();
        assertThat(two.remaining()).isEqualTo(-0.9);
        assertThat(two.current()).isEqualTo(1.9);
        assertThat(two.consumed()).isEqualTo(1);
        assertThat(scene.answer("two").at()).isEqualTo(SECOND);
    }

    @Test
    void a_nanosecond_earlier_its_tokens_are_not_there() {
        Scene scene = new Scene(Limits.of("p").quota(1, 3, SECOND));
        scene.comes("one", Map.of()).comes("two", Map.of());

        // A third of a second, rounded up.
        scene.at(Duration.ofNanos(333_333_333));
        assertThat(scene.waits("two")).isTrue();
        scene.at(Duration.ofNanos(333_333_334));
        assertThat(scene.waits("two")).isFalse();
    }

    @Test
    void whose_time_cannot_suffice_is_refused_at_its_turn_and_others_when_it_is_up() {
        Scene scene =
                new Scene(
                        Limits.of("p")
                                .workload("short", 1, 1, Duration.ofMillis(300))
                                .workload("long", 1)
                                .quota(1, 1, SECOND));
        scene.comes("one", "long");
        // Its token comes in at 1000, and it has until 300: no flow waits for it.
        scene.comes("hopeless", "short");
        scene.comes("two", "long");
        scene.at(100).comes("short", "short");
        scene.at(5000);

        assertThat(scene.admissions()).containsExactly("one@0", "two@1000");
        assertThat(scene.refusals()).containsExactly("hopeless@0", "short@400");
        Outcome refused = scene.outcome("short");
        assertThat(refused.reason()).isEqualTo(RejectReason.NO_TOKENS);
        assertThat(refused.deniedStatus()).isEqualTo(503);
        assertThat(refused.waitNanos()).isZero();
        LimiterDecision decision = scene.answer("short").only();
        assertThat(decision.dropped()).isTrue();
        assertThat(decision.remaining()).isZero();
        assertThat(decision.current()).isZero();
        assertThat(decision.consumed()).isZero();
        assertThat(decision.workload()).isEqualTo("short");
        assertThat(decision.priority()).isEqualTo(1);
        assertThat(decision.deniedStatus()).isZero();
    }

    @Test
    void a_flow_waits_a_margin_less_than_its_caller() {
        Scene scene = new Scene(Limits.of("p").quota(1, 1, SECOND));
        scene.comes("one", Map.of()).comes("two", Map.of());
        scene.comes("three", Map.of(), Duration.ofMillis(200));
        scene.at(189);
        assertThat(scene.waits("three")).isTrue();
        scene.at(190);
        assertThat(scene.refusals()).containsExactly("three@190");
    }

    @Test
    void a_queue_timeout_of_0_admits_or_drops_at_once() {
        Scene scene = new Scene(Limits.of("p").queueTimeout(Duration.ZERO).quota(1, 1, SECOND));
        scene.comes("one", Map.of()).comes("two", Map.of()).at(1000).comes("three", Map.of());

        assertThat(scene.admissions()).containsExactly("one@0", "three@1000");
        assertThat(scene.refusals()).containsExactly("two@0");
    }

    @Test
    void priority_tokens_and_workload_come_from_labels() {
        Scene scene =
                new Scene(
                        Limits.of("p")
                                .priority("priority")
                                .tokens("tokens")
                                .workloadBy("workload")
                                .quota(4, 4, SECOND));
        scene.comes("first", Map.of("tokens", "4", "workload", "w0"));
        scene.comes("turn", Map.of("tokens", "1"));
        scene.comes("low", Map.of("tokens", "2", "priority", "2", "workload", "w0"));
        scene.comes("high", Map.of("tokens", "2", "priority", "8", "workload", "w1"));
        scene.comes("odd", Map.of("tokens", "x", "priority", "-1", "workload", "w1"));
        scene.comes("none", Map.of("tokens", "0"));
        scene.at(10_000);

        // Finish times: high 2/8, low 2/2, odd 1/1; low came before odd.
        assertThat(scene.admissions())
                .containsExactly(
                        "first@0", "none@0", "turn@250", "high@750", "low@1250", "odd@1500");
        assertThat(scene.answer("high").only().priority()).isEqualTo(8);
        assertThat(scene.answer("high").only().workload()).isEqualTo("w1");
        assertThat(scene.answer("odd").only().priority()).isEqualTo(1);
        assertThat(scene.answer("odd").only().consumed()).isEqualTo(1);
        LimiterDecision none = scene.answer("none").only();
        assertThat(none.consumed()).isZero();
        assertThat(none.remaining()).isZero();
        assertThat(none.current()).isZero();
        assertThat(none.workload()).isEqualTo("default");
    }

    @Test
    void fairness_keys_of_a_workload_get_equal_shares_and_the_workload_keeps_its_own() {
        Scene scene = new Scene(goldAndBasic().fairness("user").quota(1, 1, SECOND));
        scene.comes("full", "basic").comes("turn", "basic");
        for (int i = 1; i <= 4; i++) {
            scene.comes("ann" + i, Map.of("tier", "gold", "user", "ann"));
        }
        scene.comes("bob1", Map.of("tier", "gold", "user", "bob"));
        scene.comes("bob2", Map.of("tier", "gold", "user", "bob"));
        scene.comes("b1", "basic");
        scene.at(60_000);

        // ann1 came when gold had one line: .25. Then it has two, so .5 each: bob1 .5, ann2 .75,
        // bob2 1, ann3 1.25. Then it has one again: ann4 1.5. basic stands at 1 after its turn: 2.
        assertThat(scene.admissions())
                .containsExactly(
                        "full@0",
                        "turn@1000",
                        "ann1@2000",
                        "bob1@3000",
                        "ann2@4000",
                        "bob2@5000",
                        "ann3@6000",
                        "ann4@7000",
                        "b1@8000");
    }

    @Test
    void who_gives_up_gives_its_tokens_and_its_turn_to_the_next() {
        Scene scene = new Scene(Limits.of("p").tokens("tokens").quota(1, 1, SECOND));
        scene.comes("one", Map.of());
        scene.comes("many", Map.of("tokens", "100"));
        scene.comes("two", Map.of()).comes("three", Map.of()).comes("four", Map.of());
        scene.at(500).givesUp("three").givesUp("many");
        scene.at(10_000);

        assertThat(scene.admissions()).containsExactly("one@0", "two@1000", "four@2000");
        assertThat(scene.engine.waiting()).isZero();
    }

    @Test
    void discrete_fills_come_all_at_once() {
        Scene scene = new Scene(Limits.of("p").discrete().quota(2, 2, SECOND));
        for (int i = 0; i < 7; i++) {
            scene.comes("f" + i, Map.of());
        }
        scene.at(10_000);

        assertThat(scene.admissions())
                .containsExactly(
                        "f0@0", "f1@0", "f2@1000", "f3@1000", "f4@2000", "f5@2000", "f6@3000");
    }

    @Test
    void no_flow_waits_at_a_bucket_that_is_never_filled() {
        Scene scene = new Scene(Limits.of("p").quota(1, 0, SECOND));
        scene.comes("one", Map.of()).comes("two", Map.of());

        assertThat(scene.refusals()).containsExactly("two@0");
    }

    @Test
    void without_any_deadline_a_flow_waits_an_hour_at_most() {
        Scene scene = new Scene(Limits.of("p").tokens("tokens").quota(1, 1, SECOND));
        scene.comes("one", Map.of());
        for (String tokens : List.of("3601", "1e9", "1e308")) {
            scene.comes(
                    tokens,
                    new FlowCheck("checkout", Map.of("tokens", tokens), FlowCheck.NO_TIMEOUT));
        }
        scene.comes("hour", new FlowCheck("checkout", Map.of("tokens", "3600"), Long.MAX_VALUE));
        scene.at(Duration.ofHours(2));

        assertThat(scene.refusals()).containsExactly("3601@0", "1e9@0", "1e308@0");
        assertThat(scene.admissions()).containsExactly("one@0", "hour@3600000");
    }

    @Test
    void without_its_label_a_flow_passes_and_keys_are_apart() {
        Scene scene = new Scene(Limits.of("p").by("user").quota(1, 1, SECOND));
        scene.comes("none", Map.of());
        scene.comes("ann", Map.of("user", "ann")).comes("bob", Map.of("user", "bob"));
        scene.comes("ann2", Map.of("user", "ann")).at(1000);

        assertThat(scene.admissions()).containsExactly("none@0", "ann@0", "bob@0", "ann2@1000");
        LimiterDecision none = scene.answer("none").only();
        assertThat(none.counted()).isFalse();
        assertThat(none.label()).isEmpty();
        assertThat(none.workload()).isEqualTo("default");
        assertThat(none.priority()).isZero();
    }

    @Test
    void pass_through_admits_everything() {
        Scene scene = new Scene(Limits.of("p").passThrough().quota(0, 0, SECOND));
        scene.comes("one", Map.of());

        LimiterDecision one = scene.answer("one").only();
        assertThat(one.dropped()).isFalse();
        assertThat(one.counted()).isTrue();
        assertThat(one.label()).isEmpty();
    }

    @Test
    void an_answer_at_once_is_one_without_waiting() {
        Scene scene = new Scene(Limits.of("p").quota(1, 1, SECOND));

        assertThat(scene.engine.decide("checkout", Map.of()).admitted()).isTrue();
        assertThat(scene.engine.decide("checkout", Map.of()).reason())
                .isEqualTo(RejectReason.NO_TOKENS);
        scene.at(1000);
        assertThat(scene.engine.decide("checkout", Map.of()).admitted()).isTrue();
        assertThat(scene.engine.waiting()).isZero();
    }

    @Test
    void a_bucket_that_flows_wait_for_is_not_idle() {
        Scene scene =
                new Scene(
                        Limits.of("p")
                                .tokens("cost")
                                .maxIdle(Duration.ofSeconds(2))
                                .quota(10, 1, Duration.ofSeconds(1)));
        scene.comes("all", Map.of("cost", "10"));
        scene.comes("five", Map.of("cost", "5")).comes("ten", Map.of("cost", "10"));
        scene.at(20_000);

        assertThat(scene.admissions()).containsExactly("all@0", "five@5000", "ten@15000");
    }

    @Test
    void a_bucket_is_not_idle_when_the_flow_that_waited_for_it_gives_up() {
        Scene scene =
                new Scene(
                        Limits.of("p")
                                .tokens("cost")
                                .maxIdle(Duration.ofSeconds(2))
                                .quota(10, 1, Duration.ofSeconds(1)));
        scene.comes("all", Map.of("cost", "10"));
        scene.comes("nine", Map.of("cost", "9")).comes("ten", Map.of("cost", "10"));
        scene.at(5_000).givesUp("nine").at(20_000);

        assertThat(scene.admissions()).containsExactly("all@0", "ten@10000");
    }

    @Test
    void the_timer_rests_when_nothing_waits_any_more() {
        AtomicBoolean armed = new AtomicBoolean();
        WakeTimer timer =
                new WakeTimer() {
                    @Override
                    public void wakeIn(long nanos, Runnable wake) {
                        armed.set(true);
                    }

                    @Override
                    public void rest() {
                        armed.set(false);
                    }
                };
        Engine engine =
                new Engine(
                        List.of(Limits.of("p").quota(1, 1, Duration.ofMinutes(1)).policy()),
                        EngineSettings.DEFAULT,
                        new ManualTicker(),
                        timer);
        FlowCheck check = new FlowCheck("checkout", Map.of(), FlowCheck.NO_TIMEOUT);
        engine.ask(check);
        WaitingFlow one = (WaitingFlow) engine.ask(check);
        WaitingFlow two = (WaitingFlow) engine.ask(check);

        one.cancel(false);
        assertThat(armed).isTrue();
        two.cancel(false);
        assertThat(armed).isFalse();
    }
}
