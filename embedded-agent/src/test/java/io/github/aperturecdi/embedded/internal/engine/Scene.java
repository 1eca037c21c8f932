package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.internal.policy.Policy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Flows that come, wait and go by a clock that is moved from one event to the next. */
final class Scene {

    /** What a flow got, and when. */
    record Answered(String name, Duration at, Outcome outcome) {

        LimiterDecision only() {
            return outcome.decisions().get(outcome.decisions().size() - 1);
        }
    }

    private final ManualTicker ticker = new ManualTicker();
    private final long start = ticker.nanos();
    final Engine engine;
    private final Map<String, Answered> answers = new LinkedHashMap<>();
    private final Map<String, WaitingFlow> waiting = new LinkedHashMap<>();
    private final TreeMap<Long, Runnable> later = new TreeMap<>();

    Scene(Limits limits) {
        this(limits, EngineSettings.DEFAULT);
    }

    Scene(Limits limits, EngineSettings settings) {
        this(List.of(limits.policy()), settings);
    }

    Scene(List<Policy> policies, EngineSettings settings) {
        engine = new Engine(policies, settings, ticker, WakeTimer.BY_HAND);
    }

    Duration now() {
        return Duration.ofNanos(ticker.nanos() - start);
    }

    /** Goes to a time, and does everything that is due until then, each at its own time. */
    Scene at(Duration time) {
        long end = time.toNanos();
        while (true) {
            long now = now().toNanos();
            long wake = engine.untilNextWake();
            long next = wake == Long.MAX_VALUE ? Long.MAX_VALUE : now + wake;
            if (!later.isEmpty() && later.firstKey() <= Math.min(next, end)) {
                ticker.pass(later.firstKey() - now);
                later.pollFirstEntry().getValue().run();
            } else if (next <= end) {
                ticker.pass(next - now);
                engine.wake();
            } else {
                ticker.pass(end - now);
                return this;
            }
        }
    }

    Scene at(long millis) {
        return at(Duration.ofMillis(millis));
    }

    void later(Duration time, Runnable what) {
        later.merge(
                time.toNanos(),
                what,
                (one, two) ->
                        () -> {
                            one.run();
                            two.run();
                        });
    }

    Scene comes(String name, Map<String, String> labels) {
        return comes(name, labels, Duration.ofHours(1));
    }

    /** A flow of a workload. */
    Scene comes(String name, String tier) {
        return comes(name, Map.of("tier", tier));
    }

    Scene comes(String name, Map<String, String> labels, Duration timeout) {
        return comes(name, new FlowCheck("checkout", labels, timeout.toNanos()));
    }

    Scene comes(String name, FlowCheck check) {
        return comes(name, check, () -> {});
    }

    Scene comes(String name, FlowCheck check, Runnable onAdmission) {
        Answer answer = engine.ask(check);
        if (answer instanceof Outcome outcome) {
            answered(name, outcome, onAdmission);
        } else {
            WaitingFlow flow = (WaitingFlow) answer;
            waiting.put(name, flow);
            flow.thenAccept(
                    outcome -> {
                        waiting.remove(name);
                        answered(name, outcome, onAdmission);
                    });
        }
        return this;
    }

    private void answered(String name, Outcome outcome, Runnable onAdmission) {
        answers.put(name, new Answered(name, now(), outcome));
        if (outcome.admitted()) {
            onAdmission.run();
        }
    }

    Scene givesUp(String name) {
        waiting.remove(name).cancel(false);
        return this;
    }

    /** A flow ends, and gives back what it holds. */
    Scene ends(String name) {
        for (LimiterDecision decision : answers.get(name).outcome().decisions()) {
            if (!decision.requestId().isEmpty()) {
                engine.end(decision.id(), decision.label(), decision.requestId());
            }
        }
        return this;
    }

    Answered answer(String name) {
        return answers.get(name);
    }

    /** All answers so far, in their order. */
    List<Answered> answers() {
        return List.copyOf(answers.values());
    }

    Outcome outcome(String name) {
        return answers.get(name).outcome();
    }

    boolean waits(String name) {
        return waiting.containsKey(name);
    }

    /** The names of the admitted flows, in the order of their admission, with its millisecond. */
    List<String> admissions() {
        return answers.values().stream()
                .filter(answer -> answer.outcome().admitted())
                .map(answer -> answer.name() + "@" + answer.at().toMillis())
                .toList();
    }

    List<String> refusals() {
        return answers.values().stream()
                .filter(answer -> !answer.outcome().admitted())
                .map(answer -> answer.name() + "@" + answer.at().toMillis())
                .toList();
    }
}
