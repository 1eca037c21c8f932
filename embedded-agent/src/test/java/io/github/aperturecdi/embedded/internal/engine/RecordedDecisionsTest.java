package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a real agent decided, and what the engine decides about the same flows in faithful mode.
 *
 * <p>Flows of a burst are 2 ms apart, so the real agent saw some of them in another order than they
 * were sent. Those that it admitted at once tell their order by what was left. For the others,
 * flows with the same labels are compared by the order of their answers.
 */
class RecordedDecisionsTest {

    private static final EngineSettings FAITHFUL = EngineSettings.DEFAULT.withFaithful(true);

    /** Answers of the first milliseconds were not waited for: the real agent was warming up. */
    private static final double AT_ONCE_MS = 120;

    /** Flows of a shorter trace came one after the other. */
    private static final int BURST = 10;

    @TempDir Path folder;

    private static Duration millis(double millis) {
        return Duration.ofNanos(Math.round(millis * 1e6));
    }

    private static boolean atOnce(Trace.Event event) {
        return event.admitted() && event.answeredMs() < AT_ONCE_MS && event.number("consumed") > 0;
    }

    /** The flows as the real agent saw them, most likely. */
    private static List<Trace.Event> arrivals(Trace trace) {
        if (trace.events().size() < BURST) {
            return trace.events();
        }
        List<Trace.Event> arrivals =
                trace.events().stream()
                        .filter(RecordedDecisionsTest::atOnce)
                        .sorted(Comparator.comparingDouble(e -> -e.number("remaining")))
                        .collect(Collectors.toCollection(ArrayList::new));
        // The first that waits has the first turn.
        trace.events().stream()
                .filter(e -> !arrivals.contains(e) && e.admitted() && e.number("consumed") > 0)
                .min(Comparator.comparingDouble(Trace.Event::answeredMs))
                .ifPresent(arrivals::add);
        trace.events().stream().filter(e -> !arrivals.contains(e)).forEach(arrivals::add);
        return arrivals;
    }

    private Scene replayed(Trace trace) {
        Scene scene = new Scene(trace.policies(folder), FAITHFUL);
        List<Trace.Event> arrivals = arrivals(trace);
        for (int i = 0; i < arrivals.size(); i++) {
            Trace.Event event = arrivals.get(i);
            scene.at(millis(trace.events().get(i).ms()));
            String name = "" + event.seq();
            scene.comes(
                    name,
                    new FlowCheck(
                            event.controlPoint(), event.labels(), event.timeoutMs() * 1_000_000),
                    () -> {
                        if (event.endedMs() != null) {
                            scene.later(end(event, scene), () -> scene.ends(name));
                        }
                    });
        }
        return scene.at(Duration.ofMinutes(1));
    }

    /** Flows that were admitted late, for want of warmth, ended late. */
    private static Duration end(Trace.Event event, Scene scene) {
        return atOnce(event)
                ? millis(event.endedMs())
                : scene.now().plus(millis(event.endedMs() - event.answeredMs()));
    }

    private static Map<String, String> group(Trace.Event event) {
        Map<String, String> labels = new TreeMap<>(event.labels());
        labels.remove("id");
        labels.put("admitted", "" + event.admitted());
        return labels;
    }

    private static void assertAgrees(Trace trace, Scene scene, double anyMs, double turnMs) {
        for (Trace.Event event : trace.events()) {
            String name = trace.name() + " " + event.seq();
            Outcome outcome = scene.outcome("" + event.seq());
            LimiterDecision decision = scene.answer("" + event.seq()).only();
            assertThat(outcome.admitted()).as(name).isEqualTo(event.admitted());
            assertThat(outcome.reason() == null ? "NONE" : outcome.reason().name())
                    .as(name)
                    .isEqualTo(event.reason());
            assertThat(outcome.deniedStatus()).as(name).isEqualTo(event.deniedCode());
            assertThat(decision.deniedStatus())
                    .as(name)
                    .isEqualTo((int) event.number("denied_code"));
            assertThat(decision.dropped()).as(name).isEqualTo(event.decision().get("dropped"));
            assertThat(decision.label()).as(name).isEqualTo(event.decision().get("label"));
            assertThat(decision.workload())
                    .as(name)
                    .isEqualTo(event.decision().get("workload_index"));
            assertThat(decision.priority()).as(name).isEqualTo(event.number("priority"));
            assertThat(decision.consumed()).as(name).isEqualTo(event.number("consumed"));
            assertThat(!decision.requestId().isEmpty())
                    .as(name)
                    .isEqualTo(Boolean.TRUE.equals(event.decision().get("request_id")));
        }
        assertTimesAgree(trace.name(), trace.events(), scene, anyMs);
        trace.events().stream()
                .collect(Collectors.groupingBy(RecordedDecisionsTest::group))
                .forEach((labels, group) -> assertTimesAgree("" + labels, group, scene, turnMs));
    }

    /** The first answers agree, and the second ones, and so on. */
    private static void assertTimesAgree(
            String what, List<Trace.Event> events, Scene scene, double toleranceMs) {
        double[] recorded = events.stream().mapToDouble(Trace.Event::answeredMs).sorted().toArray();
        double[] replayed =
                events.stream()
                        .mapToDouble(event -> scene.answer("" + event.seq()).at().toNanos() / 1e6)
                        .sorted()
                        .toArray();
        for (int i = 0; i < recorded.length; i++) {
            assertThat(replayed[i])
                    .as(what + ", answer " + i)
                    .isCloseTo(recorded[i], within(toleranceMs));
        }
    }

    /**
     * Answers in their order, and those of flows with equal labels, by the milliseconds that the
     * latency and the unknown order of arrivals may move them: where flows ask for different
     * numbers of tokens, that is one or two turns.
     */
    @ParameterizedTest
    @CsvSource({
        "quota_scheduler, qs-two-priorities, 100, 120",
        "quota_scheduler, qs-queue-timeout, 100, 120",
        "quota_scheduler, qs-queue-timeout-0, 100, 120",
        "quota_scheduler, qs-labels, 260, 800",
        "quota_scheduler, qs-discrete, 100, 120",
        "concurrency_scheduler, cs-two-priorities, 100, 120",
        "concurrency_scheduler, cs-queue-timeout, 100, 120",
        "concurrency_scheduler, cs-queue-timeout-0, 100, 120",
        "concurrency_scheduler, cs-labels, 400, 400",
        "concurrency_scheduler, cs-keys, 100, 120",
    })
    void schedulers_decide_as_recorded(String component, String name, double anyMs, double turnMs) {
        Trace trace = Trace.of(component, name);

        assertAgrees(trace, replayed(trace), anyMs, turnMs);
    }

    @Test
    void sessions_are_sampled_as_recorded() {
        for (String name : List.of("sampler-sessions", "sampler-pass")) {
            Trace trace = Trace.of("sampler", name);
            Scene scene = new Scene(trace.policies(folder), FAITHFUL);
            assertSampledAsRecorded(trace, scene);
        }
    }

    /** Once a dynamic configuration was posted, the real agent does what is documented. */
    @Test
    void pass_through_values_pass_as_documented() {
        Trace trace = Trace.of("sampler", "sampler-pass-after-dynamic-config");

        assertSampledAsRecorded(trace, new Scene(trace.policies(folder), EngineSettings.DEFAULT));
    }

    private static void assertSampledAsRecorded(Trace trace, Scene scene) {
        for (Trace.Event event : trace.events()) {
            String name = trace.name() + " " + event.seq();
            scene.comes(name, new FlowCheck(event.controlPoint(), event.labels(), 3_000_000_000L));
            assertThat(scene.outcome(name).admitted()).as(name).isEqualTo(event.admitted());
            assertThat(scene.outcome(name).deniedStatus()).as(name).isEqualTo(event.deniedCode());
            LimiterDecision decision = scene.answer(name).only();
            assertThat(decision.deniedStatus())
                    .as(name)
                    .isEqualTo((int) event.number("denied_code"));
            assertThat(decision.label()).as(name).isEqualTo(event.decision().get("label"));
        }
    }

    @Test
    @Tag("slow")
    void a_ramp_goes_as_recorded() {
        Trace trace = Trace.of("load_ramp", "load-ramp");
        List<Trace.Event> events =
                trace.events().stream().filter(event -> !event.decision().isEmpty()).toList();
        // The policy was loaded at 717, and took a moment to reach the agent.
        double start = trace.loadedMs() + 250;
        Scene scene = new Scene(trace.policies(folder), FAITHFUL);
        int sampled = 0;
        for (Trace.Event event : events) {
            scene.at(millis(event.ms() - start));
            String name = "" + event.seq();
            scene.comes(name, new FlowCheck("load-ramp", event.labels(), 3_000_000_000L));
            assertThat(scene.outcome(name).admitted())
                    .as(event.ms() + " " + event.labels())
                    .isEqualTo(event.admitted());
            assertThat(scene.answer(name).only().id().componentId())
                    .isEqualTo(event.decision().get("component_id"));
            sampled++;
        }
        assertThat(sampled).isGreaterThan(1_400);
    }
}
