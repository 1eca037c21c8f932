package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.embedded.internal.policy.ConcurrencyLimiterSpec;
import io.github.aperturecdi.embedded.internal.policy.RateLimiterSpec;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Memory follows the label values in use, not those ever seen. */
class LabelStatesTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int MANY = 1_000_000;

    private final ManualTicker time = new ManualTicker();

    private RateLimiter rateLimiter(Limits limits) {
        return new RateLimiter(
                new LimiterId("p", "h", "root.0"),
                (RateLimiterSpec) limits.by("user").policy().limiters().get(0),
                EngineSettings.DEFAULT.withMaxKeys(MANY),
                time,
                null,
                null,
                null);
    }

    @Test
    @Tag("slow")
    void buckets_that_are_full_again_make_room_for_new_ones() {
        RateLimiter limiter = rateLimiter(Limits.of("p").by("user").rate(1, 1, SECOND));

        for (int i = 0; i < 100_000; i++) {
            limiter.take("user" + i, 1, time.nanos(), FlowCheck.NO_TIMEOUT);
            time.pass(Duration.ofMillis(1));
        }

        // One second's worth is in use at any time.
        assertThat(limiter.buckets()).isBetween(1_000, 2_500);
    }

    @Test
    void buckets_are_given_up_while_others_are_used() {
        RateLimiter limiter = rateLimiter(Limits.of("p").by("user").rate(1, 1, SECOND));
        for (int i = 0; i < 10_000; i++) {
            limiter.take("user" + i, 1, time.nanos(), FlowCheck.NO_TIMEOUT);
        }
        assertThat(limiter.buckets()).isEqualTo(10_000);

        for (int i = 0; i < 3_000; i++) {
            time.pass(Duration.ofMillis(2));
            limiter.take("one", 1, time.nanos(), FlowCheck.NO_TIMEOUT);
        }

        assertThat(limiter.buckets()).isEqualTo(1);
    }

    @Test
    void a_bucket_with_a_beat_of_its_own_stays_until_it_is_idle() {
        RateLimiter limiter =
                rateLimiter(
                        Limits.of("p")
                                .by("user")
                                .discrete()
                                .maxIdle(Duration.ofSeconds(10))
                                .rate(1, 1, SECOND));
        limiter.take("beat", 1, time.nanos(), FlowCheck.NO_TIMEOUT);
        for (int i = 0; i < 5_000; i++) {
            time.pass(Duration.ofMillis(2));
            limiter.take("one", 0, time.nanos(), FlowCheck.NO_TIMEOUT);
        }
        assertThat(limiter.buckets()).isEqualTo(2);

        time.pass(Duration.ofMillis(2));
        limiter.take("one", 0, time.nanos(), FlowCheck.NO_TIMEOUT);

        assertThat(limiter.buckets()).isEqualTo(1);
    }

    @Test
    void label_values_with_nothing_in_flight_are_given_up() {
        ConcurrencyLimiter limiter =
                new ConcurrencyLimiter(
                        new LimiterId("p", "h", "root.0"),
                        (ConcurrencyLimiterSpec)
                                Limits.of("p")
                                        .by("user")
                                        .concurrency(1, SECOND)
                                        .policy()
                                        .limiters()
                                        .get(0),
                        new RequestIds(),
                        EngineSettings.DEFAULT.withMaxKeys(MANY),
                        time,
                        null,
                        null);
        LimiterDecision kept = limiter.take("kept", 1, time.nanos(), FlowCheck.NO_TIMEOUT);
        for (int i = 0; i < 10_000; i++) {
            LimiterDecision decision =
                    limiter.take("user" + i, 1, time.nanos(), FlowCheck.NO_TIMEOUT);
            assertThat(end(limiter, decision)).isEqualTo(Engine.Returned.RETURNED);
        }

        assertThat(limiter.labels()).isBetween(1, 9);
        assertThat(limiter.take("kept", 1, time.nanos(), FlowCheck.NO_TIMEOUT).dropped()).isTrue();
        assertThat(end(limiter, kept)).isEqualTo(Engine.Returned.RETURNED);
    }

    private Engine.Returned end(ConcurrencyLimiter limiter, LimiterDecision decision) {
        return limiter.end(decision.label(), decision.requestId(), time.nanos(), new Deliveries());
    }

    @Test
    void a_thread_that_waited_for_a_removed_state_gets_another() throws Exception {
        LabelStates<LabelStates.State> states =
                new LabelStates<>(
                        (value, shared, now) ->
                                new LabelStates.State() {
                                    @Override
                                    boolean isAsNew(long now, boolean crowded) {
                                        return true;
                                    }
                                },
                        MANY,
                        () -> {},
                        0);
        LabelStates.State first = states.locked("a", 0);
        Queue<LabelStates.State> others = new ConcurrentLinkedQueue<>();
        Runnable use =
                () -> {
                    LabelStates.State state = states.locked("a", 0);
                    others.add(state);
                    state.unlock();
                };
        List<Thread> waiting = List.of(waiting(use), waiting(use));

        // A new value makes this thread clean up, and it may enter what it holds itself.
        states.locked("b", 0).unlock();
        first.unlock();
        for (Thread each : waiting) {
            each.join(10_000);
        }

        assertThat(others).hasSize(2).doesNotContain(first);
    }

    /** Starts a thread, which waits for a lock. */
    private static Thread waiting(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
        Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);
        return thread;
    }

    @Test
    void two_threads_that_need_a_state_for_a_new_value_get_the_same_one() throws Exception {
        Queue<LabelStates.State> others = new ConcurrentLinkedQueue<>();
        AtomicReference<LabelStates<LabelStates.State>> states = new AtomicReference<>();
        AtomicReference<Thread> other = new AtomicReference<>();
        Runnable use =
                () -> {
                    LabelStates.State state = states.get().locked("a", 0);
                    others.add(state);
                    state.unlock();
                };
        states.set(
                new LabelStates<>(
                        (value, shared, now) -> {
                            // The other thread asks for the value while its state is made.
                            other.compareAndSet(null, waiting(use));
                            return new LabelStates.State() {
                                @Override
                                boolean isAsNew(long time, boolean crowded) {
                                    return false;
                                }
                            };
                        },
                        MANY,
                        () -> {},
                        0));

        LabelStates.State own = states.get().locked("a", 0);
        own.unlock();
        other.get().join(10_000);

        assertThat(others).containsExactly(own);
        assertThat(states.get().size()).isEqualTo(1);
    }

    @Test
    @Tag("slow")
    void stepwise_buckets_that_are_full_again_make_room_when_there_are_many() {
        RateLimiter limiter = rateLimiter(Limits.of("p").by("user").discrete().rate(1, 1, SECOND));
        for (int i = 0; i < 100_000; i++) {
            limiter.take("user" + i, 1, time.nanos(), FlowCheck.NO_TIMEOUT);
            time.pass(Duration.ofMillis(1));
        }

        assertThat(limiter.buckets()).isBetween(1_000, 2_500);
    }

    @Test
    @Tag("slow")
    void cleaning_keeps_pace_with_many_threads() throws Exception {
        RateLimiter limiter = rateLimiter(Limits.of("p").by("user").rate(1, 1, SECOND));
        AtomicInteger most = new AtomicInteger();

        OnThreads.run(
                8,
                thread -> {
                    for (int i = 0; i < 20_000; i++) {
                        limiter.take(thread + "-" + i, 1, time.nanos(), FlowCheck.NO_TIMEOUT);
                        time.pass(Duration.ofMillis(1));
                        most.accumulateAndGet(limiter.buckets(), Math::max);
                    }
                });

        // One second's worth is in use at any time.
        assertThat(most).hasValueLessThan(4_000);
    }
}
