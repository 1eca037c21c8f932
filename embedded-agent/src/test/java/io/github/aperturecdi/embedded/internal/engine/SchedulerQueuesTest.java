package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.embedded.internal.engine.Engine.Returned;
import io.github.aperturecdi.embedded.internal.policy.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The lines of a queue, what flows give back to it, and the queues that label values share. */
class SchedulerQueuesTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Map<String, String> ANN = Map.of("user", "ann");

    private static Limits goldAndBasic() {
        return Limits.of("p").workload("gold", 1).workload("basic", 1).fairness("user");
    }

    private static Map<String, String> labels(String tier, String user) {
        return Map.of("tier", tier, "user", user);
    }

    /** The cost of a flow grows with the lines of its workload, so a line that stays is seen. */
    private static void assertNoLineIsLeft(Scene scene) {
        long now = scene.now().toMillis();
        scene.comes("turn", labels("basic", "turn"));
        assertThat(scene.waits("turn")).isTrue();
        // The finish times: 1 in a workload with one line, 2 in a workload with two lines.
        scene.comes("b", labels("basic", "bob")).comes("g", labels("gold", "new"));
        scene.at(now + 5_000);
        assertThat(scene.answer("g").at()).isLessThan(scene.answer("b").at());
    }

    @Test
    void a_line_whose_flows_were_served_is_gone() {
        Scene scene = new Scene(goldAndBasic().quota(1, 1, SECOND));
        scene.comes("first", labels("basic", "x")).comes("second", labels("basic", "x"));
        scene.comes("g1", labels("gold", "u1")).comes("g2", labels("gold", "u2"));
        scene.comes("g3", labels("gold", "u2"));
        scene.at(4_000);

        assertThat(scene.admissions())
                .containsExactly("first@0", "second@1000", "g1@2000", "g2@3000", "g3@4000");
        assertNoLineIsLeft(scene);
    }

    @Test
    void a_line_whose_flows_gave_up_is_gone() {
        Scene scene = new Scene(goldAndBasic().quota(1, 1, SECOND));
        scene.comes("first", labels("basic", "x")).comes("second", labels("basic", "x"));
        scene.comes("g1", labels("gold", "u1")).comes("g2", labels("gold", "u2"));
        scene.at(100).givesUp("g1").givesUp("g2").at(1_000);

        assertNoLineIsLeft(scene);
    }

    @Test
    void the_next_flow_of_a_line_follows_a_first_one_that_gave_up() {
        Scene scene = new Scene(goldAndBasic().quota(1, 1, SECOND));
        scene.comes("first", labels("basic", "x")).comes("turn", labels("basic", "x"));
        scene.comes("g1", labels("gold", "u"), Duration.ofMillis(300));
        scene.comes("g2", labels("gold", "u"));
        scene.at(10_000);

        assertThat(scene.refusals()).containsExactly("g1@290");
        assertThat(scene.admissions()).containsExactly("first@0", "turn@1000", "g2@2000");
    }

    @Test
    void a_flow_without_time_is_refused_at_once_behind_a_waiting_one() {
        Scene scene =
                new Scene(
                        Limits.of("p")
                                .workload("short", 1, 1, Duration.ZERO)
                                .workload("long", 1)
                                .quota(1, 1, SECOND));
        scene.comes("one", "long").comes("two", "long").comes("late", "short");

        assertThat(scene.waits("two")).isTrue();
        assertThat(scene.refusals()).containsExactly("late@0");
    }

    /** The hashes of "a" and "Bc" end in the same byte. */
    @Test
    void in_apertures_agent_fairness_labels_with_similar_hashes_share_a_line() {
        Scene scene =
                new Scene(
                        goldAndBasic().quota(1, 1, SECOND),
                        EngineSettings.DEFAULT.withFaithful(true));
        scene.comes("first", labels("basic", "x")).comes("turn", labels("basic", "x"));
        scene.comes("a1", labels("gold", "a")).comes("a2", labels("gold", "a"));
        scene.comes("a3", labels("gold", "a")).comes("b1", labels("gold", "Bc"));
        scene.at(10_000);

        assertThat(scene.answers())
                .extracting(Scene.Answered::name)
                .containsExactly("first", "turn", "a1", "a2", "a3", "b1");
    }

    @Test
    void a_flow_takes_as_many_tokens_as_its_workload_says_and_one_for_zero() {
        Scene scene =
                new Scene(
                        Limits.of("p")
                                .workload("heavy", 1, 3, null)
                                .workload("unset", 1, 0, null)
                                .quota(10, 1, SECOND));
        scene.comes("heavy", "heavy").comes("unset", "unset");

        assertThat(scene.answer("heavy").only().consumed()).isEqualTo(3);
        assertThat(scene.answer("unset").only().consumed()).isEqualTo(1);
    }

    @Test
    void tokens_come_back_from_a_flow_that_another_scheduler_refused() {
        Scene scene =
                new Scene(
                        Limits.of("p")
                                .by("user")
                                .quota(2, 0, SECOND)
                                .by("tenant")
                                .queueTimeout(Duration.ZERO)
                                .quota(1, 0, SECOND));
        scene.comes("one", Map.of("user", "ann", "tenant", "t"));
        scene.comes("refused", Map.of("user", "ann", "tenant", "t"));
        assertThat(scene.outcome("one").admitted()).isTrue();
        assertThat(scene.outcome("refused").admitted()).isFalse();

        scene.comes("two", ANN).comes("three", ANN, Duration.ofMillis(20));

        assertThat(scene.outcome("two").admitted()).isTrue();
        assertThat(scene.outcome("three").admitted()).isFalse();
    }

    @Test
    void tokens_that_come_back_serve_the_flow_that_waits_for_them() {
        Scene scene = new Scene(Limits.of("p").by("user").quota(1, 1, Duration.ofMinutes(1)));
        scene.comes("one", ANN).comes("two", ANN);
        assertThat(scene.waits("two")).isTrue();

        scene.engine.giveBack(scene.outcome("one"));

        assertThat(scene.outcome("two").admitted()).isTrue();
    }

    @Test
    void tokens_in_advance_come_back_from_a_flow_whose_tokens_never_came() {
        Scene scene = new Scene(version("v1", 1), EngineSettings.DEFAULT);
        scene.comes("one", Map.of()).comes("two", Map.of(), Duration.ofMillis(10_010));
        scene.at(500).engine.replace(version("v2", 0));
        scene.at(10_000);
        assertThat(scene.refusals()).containsExactly("two@10000");

        // At 500, half a token was owed. One token came back.
        scene.engine.replace(version("v3", 1));
        scene.at(10_500).comes("three", Map.of());

        assertThat(scene.outcome("three").admitted()).isTrue();
    }

    private static List<Policy> version(String hash, double fill) {
        return version(hash, Limits.of("p").quota(1, fill, SECOND));
    }

    private static List<Policy> version(String hash, Limits limits) {
        Policy policy = limits.policy();
        return List.of(new Policy(policy.name(), hash, policy.file(), policy.limiters()));
    }

    @Test
    void a_place_is_ended_by_its_reference_for_as_long_as_it_may_be_held() {
        Limits limits = Limits.of("p").maxIdle(HOUR.multipliedBy(9)).places(1, HOUR.plus(HOUR));
        Scene scene = new Scene(version("v1", limits), EngineSettings.DEFAULT);
        scene.comes("one", Map.of());
        LimiterDecision one = scene.answer("one").only();
        scene.engine.replace(version("v2", limits));
        scene.at(HOUR.plusMinutes(1)).engine.replace(version("v3", limits));

        assertThat(end(scene.engine, one)).isEqualTo(Returned.RETURNED);
    }

    @Test
    void what_was_idle_for_too_long_is_forgotten_when_no_flow_waits() {
        Scene scene = new Scene(Limits.of("p").maxIdle(SECOND.plus(SECOND)).places(1, HOUR));
        scene.comes("one", Map.of()).at(5_000);

        assertThat(end(scene.engine, scene.answer("one").only())).isEqualTo(Returned.NOT_IN_FLIGHT);
    }

    @Test
    void only_places_end_and_only_under_their_own_label() {
        Scene scene = new Scene(Limits.of("p").by("user").quota(1, 1, SECOND).places(1, HOUR));
        Outcome outcome = scene.comes("one", ANN).outcome("one");
        LimiterDecision place = outcome.decisions().get(0);
        LimiterDecision tokens = outcome.decisions().get(1);

        assertThat(scene.engine.end(tokens.id(), "user:ann", "any"))
                .isEqualTo(Returned.UNKNOWN_LIMITER);
        assertThat(scene.engine.end(place.id(), "tenant:ann", place.requestId()))
                .isEqualTo(Returned.NOT_IN_FLIGHT);
        assertThat(end(scene.engine, place)).isEqualTo(Returned.RETURNED);
        assertThat(end(scene.engine, place)).isEqualTo(Returned.NOT_IN_FLIGHT);
    }

    @Test
    void a_place_of_a_shared_queue_serves_the_values_own_queue_when_it_ends() throws Exception {
        Scene scene =
                new Scene(
                        Limits.of("p").by("user").places(1, HOUR),
                        EngineSettings.DEFAULT.withMaxKeys(1));
        scene.comes("filler", Map.of("user", "filler")).comes("one", ANN);
        assertThat(scene.engine.countedTogether()).isEqualTo(1);
        scene.ends("filler").at(1_000).comes("two", ANN);
        assertThat(scene.engine.countedTogether()).as("a queue of its own").isEqualTo(1);
        assertThat(scene.waits("two")).isTrue();

        assertThat(end(scene.engine, scene.answer("one").only())).isEqualTo(Returned.RETURNED);

        assertThat(scene.outcome("two").admitted()).isTrue();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            decideOn(other, scene.engine, "ann");
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void queues_are_free_for_other_threads_after_each_call() throws Exception {
        ManualTicker time = new ManualTicker();
        Engine engine =
                new Engine(
                        List.of(
                                Limits.of("p")
                                        .by("user")
                                        .places(5, HOUR)
                                        .queueTimeout(Duration.ZERO)
                                        .quota(5, 0, SECOND)
                                        .policy()),
                        1,
                        time);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            for (String user : List.of("own", "shared")) {
                Outcome outcome = engine.decide("checkout", Map.of("user", user));
                decideOn(other, engine, user);
                LimiterDecision place = outcome.decisions().get(0);
                assertThat(end(engine, place)).isEqualTo(Returned.RETURNED);
                decideOn(other, engine, user);
                engine.giveBack(outcome);
                decideOn(other, engine, user);
            }
        } finally {
            other.shutdownNow();
        }
    }

    private static void decideOn(ExecutorService thread, Engine engine, String user)
            throws Exception {
        CompletableFuture.runAsync(() -> engine.decide("checkout", Map.of("user", user)), thread)
                .get(60, TimeUnit.SECONDS);
    }

    private static Returned end(Engine engine, LimiterDecision decision) {
        return engine.end(decision.id(), decision.label(), decision.requestId());
    }
}
