package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.internal.policy.Policy;
import io.github.aperturecdi.embedded.store.Faults;
import io.github.aperturecdi.embedded.store.Sharing;
import io.github.aperturecdi.embedded.store.SimulatedServer;
import io.github.aperturecdi.embedded.store.SimulatedStore;
import io.github.aperturecdi.embedded.store.VirtualTime;
import io.github.aperturecdi.flow.spi.StoreFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Some instances of an application with one policy and one server. */
final class Instances {

    static final Duration PATIENCE = Duration.ofMillis(200);

    final VirtualTime time = new VirtualTime();
    final SimulatedServer server = new SimulatedServer(time, new Random(1));
    final List<Engine> engines = new ArrayList<>();
    private final List<SimulatedStore> stores = new ArrayList<>();
    private final Map<String, Outcome> outcomes = new LinkedHashMap<>();
    private final Map<String, Long> times = new LinkedHashMap<>();
    private final Map<String, WaitingFlow> waiting = new LinkedHashMap<>();

    Instances(int number, Policy policy, StoreFailure onFailure) {
        this(number, policy, onFailure, EngineSettings.DEFAULT.maxKeys());
    }

    Instances(int number, Policy policy, StoreFailure onFailure, int maxKeys) {
        server.suffer(Faults.latency(500_000, 500_000));
        for (int i = 0; i < number; i++) {
            engines.add(
                    new Engine(
                            List.of(policy),
                            EngineSettings.DEFAULT.withMaxKeys(maxKeys),
                            time,
                            (nanos, wake) -> time.later(nanos, wake),
                            new Sharing(connect(), onFailure)));
        }
    }

    Instances(int number, Policy policy) {
        this(number, policy, StoreFailure.LOCAL);
    }

    private SimulatedStore connect() {
        SimulatedStore store = server.connect();
        stores.add(store);
        return store;
    }

    /** How many watches for free places an instance has. */
    int watches(int instance) {
        return stores.get(instance).watches();
    }

    /** A flow comes to an instance. */
    Instances comes(int instance, String name, Map<String, String> labels) {
        return comes(instance, name, labels, PATIENCE);
    }

    Instances comes(int instance, String name, Map<String, String> labels, Duration patience) {
        return comes(instance, name, labels, patience, patience);
    }

    /** A flow comes whose caller waits for another time than the instance waits for the store. */
    Instances comes(
            int instance,
            String name,
            Map<String, String> labels,
            Duration timeout,
            Duration patience) {
        Answer answer =
                engines.get(instance).ask(new FlowCheck("checkout", labels, timeout.toNanos()));
        if (answer instanceof Outcome outcome) {
            answered(name, outcome);
        } else {
            WaitingFlow flow = (WaitingFlow) answer;
            waiting.put(name, flow);
            flow.stopAskingIn(patience.toNanos());
            flow.thenAccept(outcome -> answered(name, outcome));
        }
        return this;
    }

    private void answered(String name, Outcome outcome) {
        outcomes.put(name, outcome);
        times.put(name, time.elapsed());
        waiting.remove(name);
    }

    Instances givesUp(String name) {
        waiting.remove(name).cancel(false);
        return this;
    }

    Instances ends(int instance, String name) {
        for (LimiterDecision decision : outcomes.get(name).decisions()) {
            if (!decision.requestId().isEmpty()) {
                engines.get(instance)
                        .endAnywhere(decision.id(), decision.label(), decision.requestId());
            }
        }
        return this;
    }

    Instances pass(Duration duration) {
        time.pass(duration.toNanos());
        return this;
    }

    Outcome outcome(String name) {
        return outcomes.get(name);
    }

    boolean admitted(String name) {
        return outcomes.get(name).admitted();
    }

    /** When a flow was decided. */
    Duration decidedAt(String name) {
        return Duration.ofNanos(times.get(name));
    }

    boolean isWaiting(String name) {
        return waiting.containsKey(name);
    }

    /** The number of admitted flows. */
    long admissions() {
        return outcomes.values().stream().filter(Outcome::admitted).count();
    }
}
