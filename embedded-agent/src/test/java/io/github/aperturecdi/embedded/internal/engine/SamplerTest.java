package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.aperturecdi.embedded.internal.policy.LoadRampSpec;
import io.github.aperturecdi.embedded.internal.policy.LoadRampSpec.Step;
import io.github.aperturecdi.embedded.internal.policy.SamplerSpec;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {

    private static final EngineSettings FAITHFUL = EngineSettings.DEFAULT.withFaithful(true);

    private static Step step(double target, long seconds) {
        return new Step(target, Duration.ofSeconds(seconds));
    }

    @Test
    void a_session_stands_where_its_hash_does() {
        // FNV-1a of 32 bits, as published: "" 811c9dc5, "a" e40c292c, "foobar" bf9cf968.
        assertThat(Sampler.point("")).isEqualTo(0x811c9dc5L / (double) 0xffffffffL);
        assertThat(Sampler.point("a")).isEqualTo(0xe40c292cL / (double) 0xffffffffL);
        assertThat(Sampler.point("foobar")).isEqualTo(0xbf9cf968L / (double) 0xffffffffL);
    }

    @Test
    void a_session_is_always_or_never_admitted() {
        // "foobar" stands at 74.85 %.
        for (int i = 0; i < 20; i++) {
            for (double percentage : new double[] {0, 74, 75, 100}) {
                Scene scene = new Scene(Limits.of("p").session("user").sample(percentage));
                scene.comes("one", Map.of("user", "foobar"));
                assertThat(scene.outcome("one").admitted()).isEqualTo(percentage >= 75);
            }
        }
    }

    @Test
    void without_a_session_chance_decides() {
        Engine engine = Limits.of("p").session("user").sample(30).engine(new ManualTicker());
        long admitted =
                IntStream.range(0, 20_000)
                        .filter(i -> engine.decide("checkout", Map.of()).admitted())
                        .count();

        // Five standard deviations.
        assertThat(admitted).isCloseTo(6_000, within(325L));
    }

    @Test
    void the_decision_names_the_session_and_the_policys_status() {
        Scene scene = new Scene(Limits.of("p").status(503).session("user").sample(0));
        scene.comes("one", Map.of("user", "ann"));

        assertThat(scene.outcome("one").deniedStatus()).isEqualTo(503);
        assertThat(scene.answer("one").only().label()).isEqualTo("user:ann");
        Scene nameless = new Scene(Limits.of("p").sample(100));
        nameless.comes("one", Map.of("user", "ann"));
        assertThat(nameless.answer("one").only().label()).isEqualTo(":");
    }

    @Test
    void some_sessions_pass_but_in_the_real_agent() {
        Limits limits = Limits.of("p").session("user").passing("vip", "tester").sample(0);
        Scene scene = new Scene(limits);
        Scene real = new Scene(limits, FAITHFUL);

        for (Scene each : new Scene[] {scene, real}) {
            each.comes("vip", Map.of("user", "vip")).comes("bob", Map.of("user", "bob"));
        }
        assertThat(scene.admissions()).containsExactly("vip@0");
        assertThat(real.admissions()).isEmpty();
    }

    @Test
    void a_ramp_goes_along_its_steps_and_arrives() {
        Limits limits =
                Limits.of("p").ramp(true, false, false, step(0, 0), step(50, 10), step(100, 10));
        RampCourse course = course(limits, false);

        assertThat(course.applyAsDouble(0)).isZero();
        assertThat(course.applyAsDouble(seconds(1))).isEqualTo(5);
        assertThat(course.applyAsDouble(seconds(5) / 2)).isEqualTo(12.5);
        assertThat(course.applyAsDouble(seconds(10))).isEqualTo(50);
        assertThat(course.applyAsDouble(seconds(15))).isEqualTo(75);
        assertThat(course.applyAsDouble(seconds(20))).isEqualTo(100);
        assertThat(course.applyAsDouble(seconds(1_000_000))).isEqualTo(100);
    }

    @Test
    void the_real_one_moves_in_ticks_and_stops_one_short() {
        Limits limits =
                Limits.of("p").ramp(true, false, false, step(0, 0), step(50, 10), step(100, 10));
        RampCourse course = course(limits, true);

        assertThat(course.applyAsDouble(0)).isZero();
        assertThat(course.applyAsDouble(seconds(2) - 1)).isZero();
        assertThat(course.applyAsDouble(seconds(2))).isEqualTo(5);
        assertThat(course.applyAsDouble(seconds(3) - 1)).isEqualTo(5);
        assertThat(course.applyAsDouble(seconds(11))).isEqualTo(50);
        assertThat(course.applyAsDouble(seconds(20))).isEqualTo(95);
        assertThat(course.applyAsDouble(seconds(21))).isEqualTo(95);
        assertThat(course.applyAsDouble(seconds(1_000_000))).isEqualTo(95);
        Step part = new Step(80, Duration.ofMillis(2_500));
        Limits rounded = Limits.of("p").ramp(true, false, false, step(20, 0), part);
        assertThat(course(rounded, true).applyAsDouble(seconds(100))).isEqualTo(60);
        Limits three = Limits.of("p").ramp(true, false, false, step(20, 0), step(80, 3));
        assertThat(course(three, true).applyAsDouble(seconds(100))).isEqualTo(60);
        assertThat(course(three, false).applyAsDouble(seconds(100))).isEqualTo(80);
    }

    @Test
    void the_first_step_holds_its_target() {
        RampCourse course =
                course(Limits.of("p").ramp(true, false, false, step(10, 5), step(20, 10)), false);

        assertThat(course.applyAsDouble(seconds(4))).isEqualTo(10);
        assertThat(course.applyAsDouble(seconds(5))).isEqualTo(10);
        assertThat(course.applyAsDouble(seconds(10))).isEqualTo(15);
    }

    @Test
    void a_ramp_that_is_held_goes_back_or_is_reset_stays_at_its_start() {
        for (boolean[] ports :
                new boolean[][] {
                    {false, false, false},
                    {true, true, false},
                    {false, true, false},
                    {true, false, true}
                }) {
            Limits limits =
                    Limits.of("p").ramp(ports[0], ports[1], ports[2], step(7, 0), step(100, 10));
            for (boolean faithful : new boolean[] {true, false}) {
                assertThat(course(limits, faithful).applyAsDouble(seconds(60))).isEqualTo(7);
            }
        }
    }

    @Test
    void sessions_stay_admitted_while_the_ramp_goes_up() {
        Scene scene =
                new Scene(
                        Limits.of("p")
                                .session("user")
                                .ramp(true, false, false, step(0, 0), step(100, 10)));
        // "foobar" stands at 74.85 %.
        for (int second = 1; second <= 12; second++) {
            scene.at(second * 1000L).comes("s" + second, Map.of("user", "foobar"));
            assertThat(scene.outcome("s" + second).admitted()).isEqualTo(second >= 8);
        }
    }

    private static long seconds(long seconds) {
        return seconds * 1_000_000_000;
    }

    private static RampCourse course(Limits limits, boolean faithful) {
        return new RampCourse((LoadRampSpec) limits.policy().limiters().get(0), faithful, 0);
    }

    @Test
    void chance_admits_up_to_the_percentage_itself() {
        SamplerSpec half = (SamplerSpec) Limits.of("p").sample(50).policy().limiters().get(0);
        LimiterId id = new LimiterId("p", "p-hash", "root.0");
        for (double chance : new double[] {0, 0.5, Math.nextUp(0.5)}) {
            Sampler sampler = new Sampler(id, half, now -> 50, () -> chance, false);

            assertThat(sampler.decide(Map.of(), 0, 0).dropped()).isEqualTo(chance > 0.5);
        }
    }

    @Test
    void a_ramp_jumps_over_a_step_without_duration() {
        RampCourse course =
                course(
                        Limits.of("p")
                                .ramp(true, false, false, step(0, 0), step(50, 0), step(100, 10)),
                        false);

        assertThat(course.applyAsDouble(0)).isEqualTo(50);
        assertThat(course.applyAsDouble(seconds(5))).isEqualTo(75);
    }
}
