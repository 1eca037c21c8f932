package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.flow.spi.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is true of schedulers whatever comes. */
@Tag("slow")
@Timeout(240)
class SchedulerPropertiesTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int SEEDS = 200;
    private static final int FLOWS = 150;

    private static Limits labels(Limits limits) {
        return limits.workload("gold", 4)
                .workload("basic", 1)
                .tokens("tokens")
                .priority("priority")
                .fairness("user");
    }

    private static Map<String, String> someLabels(Random random) {
        Map<String, String> labels = new HashMap<>();
        labels.put("tier", random.nextBoolean() ? "gold" : "basic");
        labels.put("user", "u" + random.nextInt(3));
        labels.put("tokens", "" + (1 + random.nextInt(3)));
        if (random.nextInt(4) == 0) {
            labels.put("priority", "" + random.nextInt(20));
        }
        return labels;
    }

    /**
     * What has come of flows.
     *
     * @param deadlines the deadlines of the flows that did not give up
     * @param fullest the most tokens in flight that an admitted flow found, by the test's own count
     */
    private record Played(Map<String, Duration> deadlines, double fullest) {}

    /** Lets flows come, give up and end by chance, and the clock go on. */
    private static Played played(Scene scene, Random random) {
        Map<String, Duration> deadlines = new HashMap<>();
        double[] inFlight = {0};
        double[] fullest = {0};
        Set<String> gone = new HashSet<>();
        Duration time = Duration.ZERO;
        for (int i = 0; i < FLOWS; i++) {
            time = time.plusNanos((long) (-Math.log(1 - random.nextDouble()) * 5e7));
            scene.at(time);
            String name = "f" + i;
            Duration timeout = Duration.ofMillis(random.nextInt(3000));
            deadlines.put(name, time.plus(timeout));
            long hold = random.nextInt(400);
            Map<String, String> labels = someLabels(random);
            double tokens = Double.parseDouble(labels.get("tokens"));
            scene.comes(
                    name,
                    new FlowCheck("checkout", labels, timeout.toNanos()),
                    () -> {
                        fullest[0] = Math.max(fullest[0], inFlight[0]);
                        inFlight[0] += tokens;
                        scene.later(
                                scene.now().plusMillis(hold),
                                () -> {
                                    inFlight[0] -= tokens;
                                    scene.ends(name);
                                });
                    });
            String other = "f" + random.nextInt(i + 1);
            if (random.nextInt(10) == 0 && scene.waits(other)) {
                scene.givesUp(other);
                gone.add(other);
            }
        }
        scene.at(time.plusSeconds(20));
        deadlines.keySet().removeAll(gone);
        return new Played(deadlines, fullest[0]);
    }

    private static void assertEveryoneWasAnswered(
            Scene scene, Map<String, Duration> deadlines, int seed) {
        deadlines.forEach(
                (name, deadline) ->
                        assertThat(scene.answer(name).at())
                                .as("%s of seed %d", name, seed)
                                .isLessThanOrEqualTo(deadline));
        assertThat(scene.engine.waiting()).as("seed %d", seed).isZero();
        assertThat(scene.engine.untilNextWake()).as("seed %d", seed).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void never_more_tokens_than_capacity_and_fills() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Limits limits = labels(Limits.of("p"));
            if (random.nextBoolean()) {
                limits.discrete();
            }
            if (random.nextInt(4) == 0) {
                limits.delayed();
            }
            Scene scene = new Scene(limits.quota(4, 10, SECOND));
            Played played = played(scene, random);

            assertEveryoneWasAnswered(scene, played.deadlines(), seed);
            double taken = 0;
            for (Scene.Answered answer : scene.answers()) {
                taken += answer.only().consumed();
                double most = 4 + 10 * answer.at().toNanos() / 1e9;
                assertThat(taken).as("seed %d", seed).isLessThanOrEqualTo(most + 1e-6);
            }
        }
    }

    @Test
    void never_more_in_flight_than_places_and_no_place_is_lost() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Scene scene = new Scene(labels(Limits.of("p")).places(6, Duration.ofHours(1)));
            Played played = played(scene, new Random(seed));

            assertEveryoneWasAnswered(scene, played.deadlines(), seed);
            // A flow is admitted while there is any room, however many tokens it asks for. Flows
            // come often enough to find no room but one token at some time.
            assertThat(played.fullest()).as("seed %d", seed).isEqualTo(5);
            scene.comes("last", Map.of());
            assertThat(scene.answer("last").only().current()).as("seed %d", seed).isZero();
        }
    }

    @Test
    void under_saturation_shares_are_as_priorities_and_fairness_labels_are_equal() {
        Scene scene =
                new Scene(
                        Limits.of("p")
                                .workload("gold", 3)
                                .workload("basic", 1)
                                .fairness("user")
                                .quota(1, 1, SECOND));
        scene.comes("full", "basic");
        int[] next = {0};
        Map<String, Integer> served = new HashMap<>();
        List<String> lines = List.of("gold/ann", "gold/bob", "basic/ann", "basic/bob");
        for (String line : lines) {
            for (int i = 0; i < 3; i++) {
                comeAgain(scene, line, next, served);
            }
        }
        scene.at(Duration.ofSeconds(8_000));

        assertThat(share(served, "gold/ann")).isBetween(0.375 * 0.98, 0.375 * 1.02);
        assertThat(share(served, "gold/bob")).isBetween(0.375 * 0.98, 0.375 * 1.02);
        assertThat(share(served, "basic/ann")).isBetween(0.125 * 0.98, 0.125 * 1.02);
        assertThat(share(served, "basic/bob")).isBetween(0.125 * 0.98, 0.125 * 1.02);
        // Work-conserving: no token was left.
        assertThat(served.values().stream().mapToInt(i -> i).sum()).isEqualTo(8_000);
    }

    private static double share(Map<String, Integer> served, String line) {
        return served.get(line) / (double) served.values().stream().mapToInt(i -> i).sum();
    }

    private static void comeAgain(
            Scene scene, String line, int[] next, Map<String, Integer> served) {
        String[] parts = line.split("/");
        Map<String, String> labels = Map.of("tier", parts[0], "user", parts[1]);
        scene.comes(
                "f" + next[0]++,
                new FlowCheck("checkout", labels, Duration.ofHours(10).toNanos()),
                () -> {
                    served.merge(line, 1, Integer::sum);
                    scene.later(scene.now(), () -> comeAgain(scene, line, next, served));
                });
    }

    @Test
    void sixty_four_threads_lose_no_place_and_no_answer() throws Exception {
        Engine engine =
                labels(Limits.of("p"))
                        .places(5, Duration.ofHours(1))
                        .quota(50, 50, Duration.ofMillis(1))
                        .engine(Ticker.SYSTEM);
        AtomicInteger inFlight = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ConcurrentLinkedQueue<CompletableFuture<Void>> all = new ConcurrentLinkedQueue<>();
        OnThreads.run(
                64,
                thread -> {
                    Random random = ThreadLocalRandom.current();
                    for (int i = 0; i < 200; i++) {
                        Map<String, String> labels = new HashMap<>(someLabels(random));
                        labels.put("tokens", "1");
                        Answer answer =
                                engine.ask(
                                        new FlowCheck(
                                                "checkout",
                                                labels,
                                                TimeUnit.MILLISECONDS.toNanos(
                                                        11 + random.nextInt(200))));
                        CompletableFuture<Outcome> outcome =
                                answer instanceof WaitingFlow flow
                                        ? flow
                                        : CompletableFuture.completedFuture((Outcome) answer);
                        all.add(
                                outcome.handle(
                                        (decided, gone) -> {
                                            if (decided != null && decided.admitted()) {
                                                most.accumulateAndGet(
                                                        inFlight.incrementAndGet(), Math::max);
                                                // Long enough for others to be admitted.
                                                LockSupport.parkNanos(100_000);
                                                inFlight.decrementAndGet();
                                                end(engine, decided);
                                            }
                                            return null;
                                        }));
                        if (random.nextInt(5) == 0) {
                            outcome.cancel(false);
                        } else if (random.nextBoolean()) {
                            outcome.handle((decided, gone) -> decided)
                                    .orTimeout(60, TimeUnit.SECONDS)
                                    .join();
                        }
                    }
                });

        CompletableFuture.allOf(new ArrayList<>(all).toArray(CompletableFuture[]::new))
                .get(60, TimeUnit.SECONDS);
        assertThat(most).hasValueLessThanOrEqualTo(5);
        assertThat(engine.waiting()).isZero();
        Outcome last = engine.decide("checkout", Map.of());
        assertThat(last.decisions().get(0).current()).isZero();
    }

    private static void end(Engine engine, Outcome outcome) {
        for (LimiterDecision decision : outcome.decisions()) {
            if (!decision.requestId().isEmpty()) {
                engine.end(decision.id(), decision.label(), decision.requestId());
            }
        }
    }
}
