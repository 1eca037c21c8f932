package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.embedded.internal.policy.LoadRampSpec.Step;
import io.github.aperturecdi.embedded.internal.policy.Policy;
import io.github.aperturecdi.embedded.internal.policy.RateLimiterSpec;
import io.github.aperturecdi.embedded.internal.policy.Selector;
import io.github.aperturecdi.flow.spi.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policies that change while flows come and go. */
class EngineReplaceTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final Map<String, String> ANN = Map.of("user", "ann");

    private static Limits limits() {
        return Limits.of("p").by("user");
    }

    /** The same policy with another text. */
    private static List<Policy> version(int number, Limits limits) {
        Policy policy = limits.policy();
        return List.of(new Policy(policy.name(), "v" + number, policy.file(), policy.limiters()));
    }

    private static Scene scene(Limits limits) {
        return new Scene(version(1, limits), EngineSettings.DEFAULT);
    }

    @Test
    void a_flow_that_comes_during_the_change_is_decided_by_the_new_policy() {
        ManualTicker time = new ManualTicker();
        AtomicReference<Engine> engine = new AtomicReference<>();
        AtomicReference<Outcome> meanwhile = new AtomicReference<>();
        Ticker ticker =
                () -> {
                    // The new policy is in effect, and its schedulers have not taken over yet.
                    if (engine.get() != null
                            && engine.get().tokenKeys().contains("new")
                            && meanwhile.compareAndSet(null, Outcome.UNLIMITED)) {
                        meanwhile.set(engine.get().decide("checkout", Map.of()));
                    }
                    return time.nanos();
                };
        engine.set(Limits.of("p").places(2, MINUTE).engine(ticker));
        engine.get().decide("checkout", Map.of());

        engine.get().replace(List.of(Limits.of("p").tokens("new").places(1, MINUTE).policy()));

        assertThat(meanwhile.get().admitted()).isFalse();
    }

    @Test
    void a_bucket_keeps_what_is_left_in_it() {
        Scene scene = scene(limits().rate(10, 0, MINUTE));
        for (int i = 0; i < 7; i++) {
            scene.comes("old" + i, ANN);
        }

        scene.engine.replace(
                version(
                        2,
                        limits().status(503)
                                .selecting(new Selector("checkout", "any", Map.of("user", "ann")))
                                .rate(10, 0, MINUTE)));

        assertThat(scene.comes("new", ANN).answer("new").only().remaining()).isEqualTo(2);
    }

    @Test
    void a_bucket_with_other_numbers_keeps_what_is_left_in_it() {
        Scene scene = scene(limits().rate(10, 1, MINUTE));
        for (int i = 0; i < 4; i++) {
            scene.comes("old" + i, ANN);
        }

        scene.engine.replace(version(2, limits().rate(20, 60, MINUTE)));

        assertThat(scene.comes("a", ANN).answer("a").only().remaining()).isEqualTo(5);
        assertThat(scene.at(2_000).comes("b", ANN).answer("b").only().remaining()).isEqualTo(6);
        assertThat(scene.comes("bob", Map.of("user", "bob")).answer("bob").only().remaining())
                .isEqualTo(19);

        scene.engine.replace(version(3, limits().rate(3, 0, MINUTE)));
        assertThat(scene.comes("c", ANN).answer("c").only().remaining()).isEqualTo(2);
    }

    @Test
    void a_bucket_is_filled_by_the_new_numbers_from_the_change_on() {
        Scene scene = scene(limits().rate(1, 0, MINUTE)).comes("old", ANN);

        scene.engine.replace(version(2, limits().rate(1, 60, MINUTE)));

        assertThat(scene.at(1_000).comes("new", ANN).outcome("new").admitted()).isTrue();
    }

    @Test
    void another_label_begins_anew() {
        Scene scene = scene(limits().rate(1, 0, MINUTE)).comes("old", ANN);

        scene.engine.replace(version(2, Limits.of("p").by("tenant").rate(1, 0, MINUTE)));

        assertThat(scene.comes("new", Map.of("tenant", "ann")).outcome("new").admitted()).isTrue();
    }

    @Test
    void another_kind_of_component_begins_anew() {
        Scene scene = scene(limits().rate(1, 0, MINUTE)).comes("old", ANN);

        scene.engine.replace(version(2, limits().concurrency(1, MINUTE)));

        assertThat(scene.comes("new", ANN).outcome("new").admitted()).isTrue();
        assertThat(scene.comes("more", ANN).outcome("more").admitted()).isFalse();
    }

    @Test
    void flows_in_flight_count_on_and_are_ended_by_their_old_reference() {
        Scene scene = scene(limits().concurrency(2, MINUTE)).comes("one", ANN).comes("two", ANN);

        scene.engine.replace(version(2, limits().concurrency(2, MINUTE)));
        scene.engine.replace(version(3, limits().concurrency(3, MINUTE)));

        assertThat(scene.comes("three", ANN).outcome("three").admitted()).isTrue();
        assertThat(scene.comes("four", ANN).outcome("four").admitted()).isFalse();
        scene.ends("one");
        assertThat(scene.comes("five", ANN).outcome("five").admitted()).isTrue();
        assertThat(scene.comes("six", ANN).outcome("six").admitted()).isFalse();
    }

    @Test
    void a_policy_that_goes_limits_nothing_and_one_that_comes_back_knows_its_flows() {
        Scene scene = scene(limits().concurrency(1, MINUTE)).comes("one", ANN);

        scene.engine.replace(List.of());
        assertThat(scene.comes("free", ANN).outcome("free").decisions()).isEmpty();

        scene.engine.replace(version(2, limits().concurrency(1, MINUTE)));
        assertThat(scene.comes("two", ANN).outcome("two").admitted()).isFalse();
        scene.ends("one");
        assertThat(scene.comes("three", ANN).outcome("three").admitted()).isTrue();
    }

    @Test
    void an_old_version_is_known_as_long_as_its_flows_may_be_in_flight() {
        Scene scene = scene(limits().concurrency(1, MINUTE)).comes("one", ANN);
        LimiterDecision one = scene.answer("one").only();
        scene.engine.replace(version(2, Limits.of("p").by("tenant").concurrency(1, MINUTE)));

        scene.at(MINUTE.minusSeconds(1));
        scene.engine.replace(version(3, Limits.of("p").by("tenant").concurrency(1, MINUTE)));
        assertThat(scene.engine.end(one.id(), one.label(), one.requestId()))
                .isEqualTo(Engine.Returned.RETURNED);

        scene.at(MINUTE);
        scene.engine.replace(version(4, Limits.of("p").by("tenant").concurrency(1, MINUTE)));
        assertThat(scene.engine.end(one.id(), one.label(), one.requestId()))
                .isEqualTo(Engine.Returned.UNKNOWN_LIMITER);
    }

    @Test
    void a_flow_that_waits_for_a_place_gets_it_from_a_flow_of_its_version() {
        Scene scene = scene(limits().places(1, MINUTE)).comes("one", ANN).comes("two", ANN);
        assertThat(scene.waits("two")).isTrue();

        scene.engine.replace(version(2, limits().places(1, MINUTE)));
        scene.comes("three", ANN).at(10).ends("one");
        assertThat(scene.admissions()).containsExactly("one@0", "two@10");
        assertThat(scene.at(20).ends("two").admissions()).contains("three@20");
    }

    @Test
    void a_scheduler_with_more_places_admits_new_flows() {
        Scene scene = scene(limits().places(1, MINUTE)).comes("one", ANN);

        scene.engine.replace(version(2, limits().places(2, MINUTE)));

        assertThat(scene.comes("two", ANN).comes("three", ANN).admissions())
                .containsExactly("one@0", "two@0");
    }

    @Test
    void a_quota_scheduler_keeps_what_is_left_of_its_tokens() {
        Scene scene = scene(limits().quota(2, 1, MINUTE)).comes("one", ANN);

        scene.engine.replace(version(2, limits().quota(2, 1, MINUTE)));

        assertThat(scene.comes("two", ANN).comes("three", ANN).admissions())
                .containsExactly("one@0", "two@0");
        assertThat(scene.waits("three")).isTrue();
    }

    @Test
    void a_ramp_goes_on_where_it_is_as_long_as_its_steps_are_the_same() {
        Step[] steps = {new Step(0, Duration.ZERO), new Step(100, MINUTE)};
        Map<String, String> middle = Map.of("session", "user-7");
        Scene scene = scene(Limits.of("p").session("session").ramp(true, false, false, steps));
        scene.at(MINUTE);

        scene.engine.replace(
                version(2, Limits.of("p").session("session").ramp(true, false, false, steps)));
        assertThat(scene.comes("full", middle).outcome("full").admitted()).isTrue();

        scene.engine.replace(
                version(3, Limits.of("p").session("session").ramp(false, false, false, steps)));
        assertThat(scene.comes("start", middle).outcome("start").admitted()).isFalse();
    }

    @Test
    void a_ramp_that_comes_back_begins_anew() {
        Step[] steps = {new Step(0, Duration.ZERO), new Step(100, MINUTE)};
        Map<String, String> middle = Map.of("session", "user-7");
        Limits ramp = Limits.of("p").session("session").ramp(true, false, false, steps);
        Scene scene = scene(ramp);
        scene.at(MINUTE);
        assertThat(scene.comes("full", middle).outcome("full").admitted()).isTrue();

        scene.engine.replace(List.of());
        scene.engine.replace(version(1, ramp));
        assertThat(scene.comes("same", middle).outcome("same").admitted()).isFalse();

        scene.at(MINUTE.multipliedBy(2));
        scene.engine.replace(version(2, limits().concurrency(1, MINUTE)));
        scene.engine.replace(version(3, ramp));
        assertThat(scene.comes("other", middle).outcome("other").admitted()).isFalse();
    }

    @Test
    void the_labels_that_weigh_flows_are_those_of_the_policies_now() {
        Scene scene = scene(Limits.of("p").tokens("cost").rate(1, 1, MINUTE));
        assertThat(scene.engine.tokenKeys()).containsExactly("cost");

        scene.engine.replace(
                version(
                        2,
                        Limits.of("p")
                                .priority("rank")
                                .fairness("user")
                                .workloadBy("kind")
                                .quota(1, 1, MINUTE)));

        assertThat(scene.engine.tokenKeys()).containsExactlyInAnyOrder("rank", "user", "kind");
    }

    @Test
    void policies_that_change_all_the_time_take_no_more_memory() {
        Scene scene = scene(limits().concurrency(1, Duration.ofHours(1))).comes("one", ANN);
        LimiterDecision one = scene.answer("one").only();

        for (int i = 2; i < 300; i++) {
            scene.engine.replace(version(i, limits().concurrency(1, Duration.ofHours(1))));
        }

        assertThat(scene.engine.end(one.id(), one.label(), one.requestId()))
                .isEqualTo(Engine.Returned.UNKNOWN_LIMITER);
    }

    @Test
    void flows_that_wait_get_what_the_new_version_gives() {
        Scene scene = new Scene(Limits.of("p").places(1, MINUTE));
        for (String name : List.of("one", "two", "three", "four")) {
            scene.comes(name, Map.of());
        }
        scene.engine.replace(List.of(Limits.of("p").places(3, MINUTE).policy()));

        assertThat(scene.admissions()).containsExactly("one@0", "two@0", "three@0");
        scene.at(10).ends("one");
        assertThat(scene.admissions()).contains("four@10");
    }

    @Test
    void tokens_that_are_waited_for_come_as_fast_as_the_new_version_fills() {
        Scene scene = new Scene(Limits.of("p").quota(1, 1, MINUTE));
        scene.comes("one", Map.of()).comes("two", Map.of()).comes("three", Map.of());
        scene.at(1000);
        scene.engine.replace(List.of(Limits.of("p").quota(1, 60, MINUTE).policy()));
        scene.at(5000);

        assertThat(scene.admissions()).hasSize(3);
        assertThat(scene.engine.waiting()).isZero();
    }

    @Test
    void flows_that_wait_together_with_other_labels_get_what_the_new_version_gives() {
        Scene scene =
                new Scene(
                        version(1, limits().places(1, MINUTE)),
                        EngineSettings.DEFAULT.withMaxKeys(1));
        Map<String, String> bob = Map.of("user", "bob");
        scene.comes("ann", ANN).comes("bob1", bob).comes("bob2", bob);

        scene.engine.replace(version(2, limits().places(2, MINUTE)));

        assertThat(scene.admissions()).contains("bob2@0");
    }

    @Test
    void a_flow_in_flight_expires_by_its_version_also_when_an_older_one_lasts_longer() {
        Scene scene = scene(limits().concurrency(2, Duration.ofHours(1))).comes("long", ANN);

        scene.engine.replace(version(2, limits().concurrency(2, Duration.ofSeconds(10))));
        scene.comes("short", ANN).at(Duration.ofSeconds(10));

        assertThat(scene.comes("next", ANN).outcome("next").admitted()).isTrue();
        assertThat(scene.comes("more", ANN).outcome("more").admitted()).isFalse();
        scene.at(Duration.ofHours(1));
        scene.comes("a", ANN).comes("b", ANN).comes("c", ANN);
        assertThat(scene.refusals()).containsExactly("more@10000", "c@3600000");
    }

    @Test
    void a_flow_that_waits_gets_a_place_that_expires_before_an_older_one() {
        Scene scene = scene(limits().places(2, Duration.ofHours(1))).comes("long", ANN);

        scene.engine.replace(version(2, limits().places(2, Duration.ofSeconds(10))));
        scene.comes("short", ANN).comes("next", ANN).at(Duration.ofSeconds(20));

        assertThat(scene.admissions()).containsExactly("long@0", "short@0", "next@10000");
    }

    @Test
    void a_flow_of_an_old_version_does_not_bring_back_how_a_bucket_was_filled() {
        Scene scene = scene(limits().places(1, MINUTE).quota(1, 1, MINUTE));
        scene.comes("one", ANN).comes("two", ANN);

        scene.engine.replace(version(2, limits().places(1, MINUTE).quota(1, 60, MINUTE)));
        scene.ends("one").at(5_000);

        assertThat(scene.admissions()).containsExactly("one@0", "two@1000");
    }

    @Test
    void a_version_that_comes_back_knows_the_flows_that_wait() {
        Scene scene = scene(limits().places(1, MINUTE)).comes("one", ANN).comes("two", ANN);

        scene.engine.replace(version(2, Limits.of("p").by("tenant").places(1, MINUTE)));
        scene.engine.replace(version(1, limits().places(1, MINUTE)));
        scene.at(10).ends("one");

        assertThat(scene.admissions()).containsExactly("one@0", "two@10");
    }

    @Test
    void a_bucket_holds_what_had_come_in_when_it_was_filled_in_another_way() {
        Duration hour = Duration.ofHours(1);
        Scene scene = scene(limits().rate(100, 1, hour));
        for (int i = 0; i < 100; i++) {
            scene.comes("old" + i, ANN);
        }
        scene.at(hour);

        scene.engine.replace(version(2, limits().rate(100, 100, MINUTE)));

        assertThat(scene.comes("new", ANN).answer("new").only().remaining()).isZero();
        scene.at(hour.plusSeconds(6));
        assertThat(scene.comes("later", ANN).answer("later").only().remaining()).isEqualTo(9);
    }

    @Test
    void a_bucket_whose_filling_is_delayed_holds_no_more_than_the_new_version_lets_it() {
        Scene scene = scene(limits().delayed().rate(100, 100, MINUTE)).comes("old", ANN);

        scene.engine.replace(version(2, limits().delayed().rate(3, 3, MINUTE)));

        assertThat(scene.comes("new", ANN).answer("new").only().remaining()).isEqualTo(2);
    }

    @Test
    void a_scheduler_holds_what_had_come_in_when_it_was_filled_in_another_way() {
        Duration hour = Duration.ofHours(1);
        Scene scene = scene(limits().quota(2, 1, hour)).comes("a", ANN).comes("b", ANN);
        scene.at(hour);

        scene.engine.replace(version(2, limits().quota(2, 1, Duration.ofSeconds(1))));

        assertThat(scene.comes("new", ANN).answer("new").only().remaining()).isZero();
    }

    @Test
    void each_of_two_limiters_keeps_its_own_counts() {
        Scene scene = scene(limits().rate(1, 0, MINUTE).rate(5, 0, MINUTE)).comes("one", ANN);

        scene.engine.replace(version(2, limits().rate(1, 0, MINUTE).rate(5, 0, MINUTE)));
        scene.comes("two", ANN);

        assertThat(scene.admissions()).containsExactly("one@0");
        assertThat(scene.outcome("two").decisions().get(1).remaining()).isEqualTo(4);
    }

    @Test
    void a_flow_of_an_old_version_that_does_not_run_gives_its_tokens_to_the_new_one() {
        Scene scene = scene(limits().rate(1, 0, MINUTE)).comes("one", ANN);
        scene.engine.replace(version(2, limits().rate(1, 0, MINUTE)));
        scene.engine.replace(version(3, limits().rate(1, 0, MINUTE)));

        scene.engine.giveBack(scene.outcome("one"));

        assertThat(scene.comes("two", ANN).outcome("two").admitted()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"250, 1", "101, 2", "12000, 1"})
    void all_limiters_of_a_large_policy_know_their_flows_after_an_edit(int limiters, int edits) {
        Limits limits = limits();
        for (int i = 0; i < limiters; i++) {
            limits.concurrency(1, MINUTE);
        }
        Scene scene = scene(limits).comes("one", ANN);

        for (int i = 0; i < edits; i++) {
            scene.engine.replace(version(i + 2, limits));
        }

        assertThat(scene.outcome("one").decisions())
                .hasSize(limiters)
                .extracting(held -> scene.engine.end(held.id(), held.label(), held.requestId()))
                .containsOnly(Engine.Returned.RETURNED);
        assertThat(scene.comes("two", ANN).outcome("two").admitted()).isTrue();
    }

    @Test
    void policies_whose_names_change_all_the_time_take_no_more_memory() {
        Duration hour = Duration.ofHours(1);
        Scene scene = scene(limits().concurrency(1, hour)).comes("one", ANN);
        LimiterDecision one = scene.answer("one").only();
        Limits limits = limits();
        for (int i = 0; i < 1_000; i++) {
            limits.concurrency(1, hour);
        }

        for (int i = 0; i < 12; i++) {
            scene.engine.replace(
                    List.of(new Policy("p" + i, "v", "p.yaml", limits.policy().limiters())));
        }

        assertThat(scene.engine.end(one.id(), one.label(), one.requestId()))
                .isEqualTo(Engine.Returned.UNKNOWN_LIMITER);
    }

    @Test
    void two_hundred_old_versions_are_known() {
        Scene scene = scene(limits().concurrency(1, MINUTE)).comes("one", ANN).comes("two", ANN);
        LimiterDecision one = scene.answer("one").only();
        for (int i = 1; i <= 200; i++) {
            scene.engine.replace(version(i + 1, limits().concurrency(1, MINUTE)));
        }

        assertThat(scene.engine.end(one.id(), one.label(), one.requestId()))
                .isEqualTo(Engine.Returned.RETURNED);
        scene.engine.replace(version(300, limits().concurrency(1, MINUTE)));
        assertThat(scene.engine.end(one.id(), one.label(), one.requestId()))
                .isEqualTo(Engine.Returned.UNKNOWN_LIMITER);
    }

    @Test
    void flows_that_were_counted_together_stay_counted_when_policies_change() {
        Engine engine = new Engine(version(1, limits().rate(1, 0, MINUTE)), 1, new ManualTicker());
        for (String user : List.of("a", "b", "c")) {
            engine.decide("checkout", Map.of("user", user));
        }

        engine.replace(version(2, limits().rate(1, 0, MINUTE)));
        assertThat(engine.countedTogether()).isEqualTo(2);
        engine.replace(List.of());
        assertThat(engine.countedTogether()).isEqualTo(2);
    }

    @Test
    void a_bucket_that_a_flow_of_the_old_version_makes_late_is_filled_by_the_new_one() {
        ManualTicker time = new ManualTicker();
        RateLimiter old = rateLimiter(time, 1, null);
        RateLimiter next = rateLimiter(time, 60, old);
        assertThat(old.decide(ANN, time.nanos(), 0).dropped()).isFalse();
        assertThat(next.decide(ANN, time.nanos(), 0).dropped()).isTrue();

        time.pass(Duration.ofSeconds(1));

        assertThat(next.decide(ANN, time.nanos(), 0).dropped()).isFalse();
    }

    private static RateLimiter rateLimiter(ManualTicker time, double fill, RateLimiter before) {
        RateLimiterSpec spec =
                (RateLimiterSpec) limits().rate(1, fill, MINUTE).policy().limiters().get(0);
        WaitingRoom room = new WaitingRoom(EngineSettings.DEFAULT, time, WakeTimer.BY_HAND);
        return new RateLimiter(
                new LimiterId("p", "v" + fill, "root.0"),
                spec,
                EngineSettings.DEFAULT,
                time,
                null,
                room,
                before);
    }
}
