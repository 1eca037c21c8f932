package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.embedded.internal.policy.LoadRampSpec.Step;
import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.spi.CacheKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** In which order a flow asks the components, and what it keeps of what they gave. */
class StagesTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final EngineSettings FAITHFUL = EngineSettings.DEFAULT.withFaithful(true);

    private static List<LimiterDecision.Kind> kinds(Outcome outcome) {
        return outcome.decisions().stream().map(LimiterDecision::kind).toList();
    }

    /** In the file, the last to be asked stands first. */
    private static Limits all() {
        return Limits.of("p")
                .quota(1, 0, MINUTE)
                .places(10, MINUTE)
                .rate(10, 0, MINUTE)
                .concurrency(10, MINUTE)
                .sample(100)
                .rampMode()
                .sample(100);
    }

    @Test
    void the_order_is_that_of_the_stages_not_of_the_file() {
        Scene scene = new Scene(all());
        scene.comes("one", Map.of());

        assertThat(kinds(scene.outcome("one")))
                .containsExactly(
                        LimiterDecision.Kind.SAMPLER,
                        LimiterDecision.Kind.SAMPLER,
                        LimiterDecision.Kind.RATE,
                        LimiterDecision.Kind.CONCURRENCY,
                        LimiterDecision.Kind.CONCURRENCY_SCHEDULER,
                        LimiterDecision.Kind.QUOTA_SCHEDULER);
        assertThat(scene.outcome("one").decisions().get(0).id().componentId()).isEqualTo("root.5");
    }

    @Test
    void no_limiter_counts_a_flow_that_a_sampler_drops() {
        Scene scene = new Scene(Limits.of("p").rate(10, 0, MINUTE).sample(-1));
        scene.comes("one", Map.of());

        assertThat(kinds(scene.outcome("one"))).containsExactly(LimiterDecision.Kind.SAMPLER);
        assertThat(scene.outcome("one").reason()).isEqualTo(RejectReason.NOT_SAMPLED);
        assertThat(scene.outcome("one").deniedStatus()).isEqualTo(403);
    }

    @Test
    void what_earlier_stages_gave_comes_back_when_a_later_one_refuses() {
        Scene scene = new Scene(all());
        scene.comes("one", Map.of()).comes("two", Map.of());

        Outcome two = scene.outcome("two");
        assertThat(two.reason()).isEqualTo(RejectReason.NO_TOKENS);
        assertThat(two.decisions()).extracting(LimiterDecision::consumed).containsOnly(0.0);
        assertThat(two.decisions()).extracting(LimiterDecision::requestId).containsOnly("");
        scene.comes("three", Map.of());
        List<LimiterDecision> three = scene.outcome("three").decisions();
        assertThat(three.get(2).current()).isEqualTo(1);
        assertThat(three.get(3).current()).isEqualTo(1);
        assertThat(three.get(4).current()).isEqualTo(1);
    }

    @Test
    void in_the_real_agent_it_does_not_come_back_and_the_decisions_say_so() {
        Scene scene = new Scene(all(), FAITHFUL);
        scene.comes("one", Map.of()).comes("two", Map.of());

        List<LimiterDecision> two = scene.outcome("two").decisions();
        assertThat(two.get(2).consumed()).isEqualTo(1);
        assertThat(two.get(3).requestId()).isNotEmpty();
        assertThat(two.get(4).requestId()).isNotEmpty();
        scene.comes("three", Map.of());
        List<LimiterDecision> three = scene.outcome("three").decisions();
        assertThat(three.get(2).remaining()).isEqualTo(7);
        assertThat(three.get(3).current()).isEqualTo(2);
        assertThat(three.get(4).current()).isEqualTo(2);
        scene.ends("two").comes("four", Map.of());
        assertThat(scene.outcome("four").decisions().get(4).current()).isEqualTo(2);
    }

    @Test
    void within_a_stage_the_real_agent_tells_of_it_as_if_it_had_not_come_back() {
        Limits limits = Limits.of("p").rate(10, 0, MINUTE).rate(0, 0, MINUTE);
        Scene scene = new Scene(limits, FAITHFUL);
        scene.comes("one", Map.of()).comes("two", Map.of());

        assertThat(scene.outcome("two").decisions().get(0).consumed()).isEqualTo(1);
        assertThat(scene.outcome("two").decisions().get(0).remaining()).isEqualTo(9);
    }

    @Test
    void no_quota_scheduler_counts_a_flow_with_a_cached_result() {
        Scene scene = new Scene(Limits.of("p").quota(1, 0, MINUTE).places(1, MINUTE));
        CacheKey.Result key = new CacheKey.Result("checkout", "k");
        FlowCheck check = new FlowCheck("checkout", Map.of(), false, 1_000_000_000, key);
        scene.engine.cache().put(key, new byte[] {1}, MINUTE);
        scene.comes("one", check).ends("one").comes("two", check).ends("two");

        assertThat(scene.admissions()).containsExactly("one@0", "two@0");
        assertThat(kinds(scene.outcome("two")))
                .containsExactly(LimiterDecision.Kind.CONCURRENCY_SCHEDULER);
        assertThat(scene.outcome("two").cached().result().status())
                .isEqualTo(CacheLookup.Status.HIT);
        scene.engine.cache().delete(key);
        scene.comes("three", check).ends("three").comes("four", check);
        assertThat(scene.outcome("three").cached().result()).isEqualTo(CacheLookup.MISS);
        assertThat(scene.outcome("four").admitted()).isFalse();
    }

    @Test
    void schedulers_of_one_stage_all_have_to_admit_and_one_that_refuses_ends_the_wait() {
        Scene scene =
                new Scene(
                        Limits.of("p")
                                .by("a")
                                .places(1, MINUTE)
                                .by("b")
                                .queueTimeout(Duration.ofMillis(100))
                                .places(1, MINUTE));
        scene.comes("holds-b", Map.of("b", "1")).comes("holds-a", Map.of("a", "1"));
        scene.comes("wants-both", Map.of("a", "1", "b", "1"));
        scene.at(50).comes("wants-a", Map.of("a", "1")).ends("holds-a");
        assertThat(scene.waits("wants-both")).isTrue();
        assertThat(scene.waits("wants-a")).isTrue();
        scene.at(1000);

        assertThat(scene.refusals()).containsExactly("wants-both@100");
        assertThat(scene.admissions()).containsExactly("holds-b@0", "holds-a@0", "wants-a@100");
    }

    @Test
    void who_gives_up_at_the_second_stage_gives_back_what_it_has_of_the_first() {
        Scene scene =
                new Scene(Limits.of("p").rate(5, 0, MINUTE).places(5, MINUTE).quota(1, 1, MINUTE));
        scene.comes("one", Map.of()).comes("two", Map.of()).givesUp("two");
        scene.comes("three", Map.of()).at(Duration.ofMinutes(1));

        List<LimiterDecision> three = scene.outcome("three").decisions();
        assertThat(three).extracting(LimiterDecision::current).startsWith(2.0, 1.0);
    }

    @Test
    void in_ramp_mode_a_flow_needs_a_ramp() {
        Step all = new Step(100, Duration.ZERO);
        Step none = new Step(0, Duration.ZERO);
        FlowCheck ramped = new FlowCheck("checkout", Map.of(), true, 0, null);
        for (Limits limits :
                List.of(Limits.of("p").sample(100), Limits.of("p").rate(1, 1, MINUTE))) {
            Scene scene = new Scene(limits);
            scene.comes("one", ramped);
            assertThat(scene.outcome("one")).isEqualTo(Outcome.NO_RAMP);
            assertThat(scene.outcome("one").reason()).isEqualTo(RejectReason.NO_MATCHING_RAMP);
            assertThat(scene.outcome("one").deniedStatus()).isZero();
        }
        Scene admits = new Scene(Limits.of("p").ramp(true, false, false, all));
        admits.comes("one", ramped);
        assertThat(admits.outcome("one").admitted()).isTrue();
        Scene refuses = new Scene(Limits.of("p").ramp(true, false, false, none));
        refuses.comes("one", ramped).comes("two", Map.of("a", "b"));
        assertThat(refuses.outcome("one").reason()).isEqualTo(RejectReason.NOT_SAMPLED);
        Scene real = new Scene(Limits.of("p").ramp(true, false, false, all), FAITHFUL);
        // Before its first evaluation it admits nothing.
        real.at(1000).comes("one", ramped).comes("two", Map.of());
        assertThat(real.outcome("one")).isEqualTo(Outcome.NO_RAMP);
        assertThat(real.outcome("two").admitted()).isTrue();
    }
}
