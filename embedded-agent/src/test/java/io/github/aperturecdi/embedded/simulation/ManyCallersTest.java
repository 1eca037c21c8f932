package io.github.aperturecdi.embedded.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.embedded.internal.engine.Answer;
import io.github.aperturecdi.embedded.internal.engine.Engine;
import io.github.aperturecdi.embedded.internal.engine.EngineSettings;
import io.github.aperturecdi.embedded.internal.engine.FlowCheck;
import io.github.aperturecdi.embedded.internal.engine.LimiterDecision;
import io.github.aperturecdi.embedded.internal.engine.Limits;
import io.github.aperturecdi.embedded.internal.engine.ManualTicker;
import io.github.aperturecdi.embedded.internal.engine.Outcome;
import io.github.aperturecdi.embedded.internal.engine.WaitingFlow;
import io.github.aperturecdi.embedded.internal.engine.WakeTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * 64 threads that wait for their flows, give some of them up, and hold others, while the clock goes
 * on as soon as no caller has anything else to do.
 */
class ManyCallersTest {

    private static final int CALLERS = 64;
    private static final int FLOWS = 60;
    private static final int PLACES = 7;
    private static final double CAPACITY = 10;
    private static final double FILL = 20;
    private static final long MILLIS = 1_000_000;

    private final ManualTicker ticker = new ManualTicker();
    private final long origin = ticker.nanos();
    private final Engine engine =
            new Engine(
                    List.of(
                            Limits.of("p")
                                    .workload("gold", 4)
                                    .workload("basic", 1)
                                    .fairness("user")
                                    .places(PLACES, Duration.ofHours(1))
                                    .quota(CAPACITY, FILL, Duration.ofMillis(10))
                                    .policy()),
                    EngineSettings.DEFAULT,
                    ticker,
                    WakeTimer.BY_HAND);
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostInFlight = new AtomicInteger();
    private final AtomicLong admitted = new AtomicLong();
    private final AtomicLong refusedTooEarly = new AtomicLong();
    private final AtomicLong tooMany = new AtomicLong();

    private long now() {
        return ticker.nanos() - origin;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void limits_hold_and_no_place_and_no_answer_is_lost(long seed) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<?>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                Random random = new Random(CALLERS * seed + i);
                callers.add(threads.submit(() -> call(random)));
            }
            await().atMost(60, TimeUnit.SECONDS)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> passTime() && callers.stream().allMatch(Future::isDone));
            for (Future<?> caller : callers) {
                caller.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(mostInFlight).hasValueLessThanOrEqualTo(PLACES);
        assertThat(tooMany).as("admitted more than the quota").hasValue(0);
        assertThat(refusedTooEarly).hasValue(0);
        assertThat(admitted).hasValueGreaterThan(CALLERS);
        assertThat(engine.waiting()).isZero();
        assertThat(engine.untilNextWake()).isEqualTo(Long.MAX_VALUE);
        ticker.pass(Duration.ofMinutes(1));
        Outcome last = engine.decide("checkout", Map.of());
        assertThat(last.decisions().get(0).current()).as("in flight").isZero();
        assertThat(last.decisions().get(1).remaining()).isEqualTo(CAPACITY - 1);
    }

    /** Moves the clock in small steps, so that flows wait and are late in every order. */
    private boolean passTime() {
        for (int i = 0; i < 20; i++) {
            ticker.pass(MILLIS / 10);
            engine.wake();
        }
        return true;
    }

    private void call(Random random) {
        for (int i = 0; i < FLOWS; i++) {
            long timeout = random.nextInt(3) == 0 ? random.nextInt(40) * MILLIS : 10_000 * MILLIS;
            Map<String, String> labels =
                    Map.of(
                            "tier",
                            random.nextBoolean() ? "gold" : "basic",
                            "user",
                            "u" + random.nextInt(3));
            long start = now();
            Answer answer = engine.ask(new FlowCheck("checkout", labels, timeout));
            if (answer instanceof WaitingFlow flow && random.nextInt(5) == 0 && flow.cancel(true)) {
                continue;
            }
            Outcome outcome = answer instanceof WaitingFlow flow ? flow.join() : (Outcome) answer;
            if (outcome.admitted()) {
                runs(outcome);
            } else if (now() < start + timeout - 10 * MILLIS && timeout > 1_000 * MILLIS) {
                refusedTooEarly.incrementAndGet();
            }
        }
    }

    private void runs(Outcome outcome) {
        // Counted after the admission and before the time is read: never more than really are.
        long count = admitted.incrementAndGet();
        if (count > CAPACITY + FILL * now() / (10 * MILLIS)) {
            tooMany.incrementAndGet();
        }
        mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        Thread.yield();
        inFlight.decrementAndGet();
        for (LimiterDecision decision : outcome.decisions()) {
            if (!decision.requestId().isEmpty()) {
                engine.end(decision.id(), decision.label(), decision.requestId());
            }
        }
    }
}
