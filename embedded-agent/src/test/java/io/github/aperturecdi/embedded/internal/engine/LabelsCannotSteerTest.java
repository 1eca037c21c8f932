package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands in the labels that schedulers read, others are served, in bounded memory. */
class LabelsCannotSteerTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private static Limits labels() {
        return Limits.of("p")
                .priority("priority")
                .tokens("tokens")
                .workloadBy("workload")
                .fairness("user");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-1e308", "NaN", "Infinity", "-Infinity", "x", "", " 1", "1d"})
    void an_invalid_number_of_tokens_becomes_the_workloads(String tokens) {
        Scene scene = new Scene(labels().quota(1, 1, SECOND));
        scene.comes("odd", Map.of("tokens", tokens)).comes("next", Map.of()).at(1000);

        assertThat(scene.answer("odd").only().consumed()).isEqualTo(1);
        assertThat(scene.admissions()).containsExactly("odd@0", "next@1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0", "-1", "NaN", "Infinity", "1e999", "x", ""})
    void an_invalid_priority_becomes_the_workloads(String priority) {
        Scene scene = new Scene(labels().places(1, SECOND));
        scene.comes("odd", Map.of("priority", priority));

        assertThat(scene.answer("odd").only().priority()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e308", "4.9e-324", "1e-300", "1e300"})
    void extreme_priorities_do_not_break_the_order_of_others(String priority) {
        Scene scene = new Scene(labels().quota(1, 1, SECOND));
        scene.comes("full", Map.of());
        Map<String, String> extreme = Map.of("priority", priority, "workload", "x");
        scene.comes("turn", extreme).comes("extreme", extreme);
        for (int i = 1; i <= 3; i++) {
            scene.comes("b" + i, Map.of("workload", "basic"));
            scene.comes("g" + i, Map.of("workload", "gold", "priority", "3"));
        }
        scene.at(60_000);

        assertThat(scene.admissions().stream().filter(a -> a.matches("[bg].*")))
                .extracting(admission -> admission.substring(0, 2))
                .containsExactly("g1", "g2", "b1", "g3", "b2", "b3");
        assertThat(scene.admissions()).hasSize(9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e308", "1e15", "1000000"})
    void a_flow_with_more_tokens_than_its_time_can_bring_does_not_hold_up_others(String tokens) {
        Scene scene = new Scene(labels().quota(1, 1, SECOND));
        scene.comes("one", Map.of());
        scene.comes("huge", Map.of("tokens", tokens)).comes("two", Map.of()).at(1000);

        assertThat(scene.refusals()).containsExactly("huge@0");
        assertThat(scene.admissions()).containsExactly("one@0", "two@1000");
    }

    @Test
    void flows_past_the_room_for_them_are_refused_at_once() {
        EngineSettings small = new EngineSettings(100, false, 10_500);
        Scene scene = new Scene(labels().places(1, SECOND), small);
        scene.comes("one", Map.of());
        for (int i = 0; i < 100; i++) {
            scene.comes("w" + i, Map.of());
        }
        // Labels count as well.
        assertThat(scene.engine.waiting()).isEqualTo(10);
        scene.givesUp("w0").comes("large", Map.of("user", "x".repeat(1_000)));

        assertThat(scene.engine.waiting()).isEqualTo(9);
        assertThat(scene.outcome("large").deniedStatus()).isEqualTo(503);
        scene.comes("fits", Map.of());
        assertThat(scene.waits("fits")).isTrue();
    }

    @Test
    void each_label_of_a_waiting_flow_takes_room_however_short_it_is() {
        EngineSettings small = new EngineSettings(100, false, 500_000);
        Scene scene = new Scene(labels().places(1, SECOND), small);
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            many.put(Integer.toString(i, Character.MAX_RADIX), "");
        }
        scene.comes("one", Map.of()).comes("many", many);

        assertThat(scene.engine.waiting()).isZero();
        assertThat(scene.outcome("many").deniedStatus()).isEqualTo(503);
    }

    @Test
    @Tag("slow")
    void what_has_waited_leaves_nothing_behind() {
        Scene scene = new Scene(labels().quota(1, 1, Duration.ofNanos(1000)));
        for (int i = 0; i < 20_000; i++) {
            scene.comes(
                    "f" + i,
                    Map.of("workload", "w" + i, "user", "u" + i, "priority", "" + (1 + i % 7)),
                    Duration.ofMillis(20));
        }
        scene.at(1000);

        assertThat(scene.engine.waiting()).isZero();
        assertThat(scene.engine.untilNextWake()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void queues_of_many_label_values_are_removed_once_no_flow_waits() {
        Scene scene =
                new Scene(
                        Limits.of("p").by("user").quota(1, 1, SECOND),
                        EngineSettings.DEFAULT.withMaxKeys(100));
        for (int i = 0; i < 1_000; i++) {
            scene.comes("f" + i, Map.of("user", "u" + i), Duration.ofMillis(1));
        }
        assertThat(scene.engine.countedTogether()).isEqualTo(900);
        scene.at(60_000).comes("later", Map.of("user", "new"));
        assertThat(scene.outcome("later").admitted()).isTrue();
        assertThat(scene.engine.countedTogether()).as("a queue of its own").isEqualTo(900);
    }
}
