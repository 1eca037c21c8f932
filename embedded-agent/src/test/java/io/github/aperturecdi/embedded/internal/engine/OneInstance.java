package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.internal.policy.Policy;
import io.github.aperturecdi.embedded.store.Sharing;
import io.github.aperturecdi.flow.spi.StoreFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An instance of an application. The test answers for its store, and moves its clock. */
final class OneInstance {

    private static final long TIMEOUT = Duration.ofSeconds(30).toNanos();
    private static final int FAILURES = 5;

    final ManualTicker time = new ManualTicker();
    final StoreByHand store = new StoreByHand();
    final Engine engine;

    OneInstance(Limits limits) {
        this(limits, StoreFailure.LOCAL);
    }

    OneInstance(Limits limits, StoreFailure onFailure) {
        this(limits, onFailure, EngineSettings.DEFAULT.maxKeys());
    }

    OneInstance(Limits limits, StoreFailure onFailure, int maxKeys) {
        engine =
                new Engine(
                        List.of(limits.policy()),
                        EngineSettings.DEFAULT.withMaxKeys(maxKeys),
                        time,
                        WakeTimer.BY_HAND,
                        new Sharing(store, onFailure));
    }

    /** A flow of a user. Its outcome is there at once if it does not wait. */
    CompletableFuture<Outcome> comes(String user) {
        return comes(Map.of("user", user));
    }

    CompletableFuture<Outcome> comes(String user, double cost) {
        return comes(Map.of("user", user, "cost", String.valueOf(cost)));
    }

    CompletableFuture<Outcome> comes(Map<String, String> labels) {
        return comes(new FlowCheck("checkout", labels, TIMEOUT));
    }

    CompletableFuture<Outcome> comes(FlowCheck check) {
        Answer answer = engine.ask(check);
        return answer instanceof Outcome outcome
                ? CompletableFuture.completedFuture(outcome)
                : (WaitingFlow) answer;
    }

    static void stopsAsking(CompletableFuture<Outcome> flow) {
        ((WaitingFlow) flow).stopAsking();
    }

    static LimiterDecision only(CompletableFuture<Outcome> flow) {
        return flow.getNow(null).decisions().get(0);
    }

    OneInstance pass(Duration duration) {
        time.pass(duration);
        engine.wake();
        return this;
    }

    /** The store fails to answer as many flows of a user as make it count as away. */
    void storeFails(String user, String operation) {
        for (int i = 0; i < FAILURES; i++) {
            comes(user);
            store.last(operation).fail();
        }
    }

    /** Replaces the policies by another version of one. */
    void replace(Limits limits) {
        Policy next = limits.policy();
        engine.replace(List.of(new Policy(next.name(), "next", "next.yaml", next.limiters())));
    }

    /** Fails when this thread has kept a lock that flows of a user need. */
    void letsOtherThreadsIn(String user) throws Exception {
        CompletableFuture<Void> other = new CompletableFuture<>();
        Thread thread =
                new Thread(
                        () -> {
                            comes(user);
                            other.complete(null);
                        });
        thread.setDaemon(true);
        thread.start();
        other.get(60, TimeUnit.SECONDS);
    }
}
