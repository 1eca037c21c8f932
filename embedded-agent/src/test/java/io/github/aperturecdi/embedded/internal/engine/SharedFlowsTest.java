package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.embedded.internal.policy.Policy;
import io.github.aperturecdi.embedded.internal.policy.Selector;
import io.github.aperturecdi.embedded.store.Counter;
import io.github.aperturecdi.embedded.store.Places;
import io.github.aperturecdi.embedded.store.Sharing;
import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.flow.spi.StoreFailure;
import io.github.aperturecdi.flow.spi.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * Flows that pass several stages and ask a store on their way. A round trip takes a millisecond.
 */
class SharedFlowsTest {

    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Map<String, String> ALICE = Map.of("user", "alice");
    private static final Map<String, String> BOB = Map.of("user", "bob");
    private static final CacheKey.Result KEY = new CacheKey.Result("checkout", "k");

    private static final FlowCheck LOOKS_UP =
            new FlowCheck("checkout", ALICE, false, SECOND.toNanos(), KEY);

    /** Lets a thread decide at once, which waits for the store, and returns its outcome. */
    private static Outcome decided(Instances one) throws InterruptedException {
        AtomicReference<Outcome> outcome = new AtomicReference<>();
        Thread caller = new Thread(() -> outcome.set(one.engines.get(0).decide("checkout", ALICE)));
        caller.setDaemon(true);
        caller.start();
        await().until(
                        () ->
                                caller.getState() == Thread.State.WAITING
                                        || caller.getState() == Thread.State.TERMINATED);
        one.pass(SECOND);
        await().until(() -> caller.getState() == Thread.State.TERMINATED);
        return outcome.get();
    }

    @Test
    void a_caller_that_does_not_wait_in_queues_waits_for_the_answer_of_the_store()
            throws Exception {
        Instances one = new Instances(1, Limits.of("p").rate(1, 1, HOUR).policy());

        assertThat(decided(one).admitted()).isTrue();
        assertThat(decided(one).admitted()).isFalse();
    }

    @Test
    void a_caller_that_does_not_wait_in_queues_is_refused_by_the_queue_after_the_limiter()
            throws Exception {
        Policy policy = Limits.of("p").rate(9, 1, HOUR).places(1, HOUR).policy();
        Instances one = new Instances(1, policy);
        one.comes(0, "holds", ALICE).pass(SECOND);

        assertThat(decided(one).admitted()).isFalse();
    }

    @Test
    void a_silent_store_costs_a_flow_of_several_stages_its_timeout_once() {
        Policy policy = Limits.of("p").rate(9, 1, HOUR).places(9, HOUR).quota(9, 1, HOUR).policy();
        Instances one = new Instances(1, policy);
        one.server.pause();

        one.comes(0, "a", ALICE).pass(SECOND);

        assertThat(one.admitted("a")).isTrue();
        assertThat(one.decidedAt("a")).isEqualTo(Instances.PATIENCE);
    }

    @Test
    void a_queue_is_free_for_other_threads_after_a_question_has_timed_out() throws Exception {
        Instances one = new Instances(1, Limits.of("p").places(1, HOUR).policy());
        one.server.pause();
        one.comes(0, "a", ALICE).pass(SECOND);

        CompletableFuture.runAsync(() -> one.comes(0, "b", ALICE)).get(60, TimeUnit.SECONDS);

        assertThat(one.admitted("a")).isTrue();
    }

    @Test
    void a_control_point_whose_questions_fail_does_not_stop_those_of_another_one() {
        Policy policy =
                Limits.of("p")
                        .by("user")
                        .selecting(
                                new Selector("checkout", "any", Map.of()),
                                new Selector("search", "any", Map.of()))
                        .rate(9, 1, HOUR)
                        .policy();
        Instances one = new Instances(1, policy, StoreFailure.REJECT);
        one.server.pause();
        for (int i = 0; i < 20; i++) {
            one.comes(0, "a" + i, ALICE).pass(Duration.ofMillis(250));
        }
        one.pass(SECOND).comes(0, "probe", ALICE);
        assertThat(one.engines.get(0).isRefusing()).isTrue();
        one.server.resume();

        Answer answer = one.engines.get(0).ask(new FlowCheck("search", BOB, SECOND.toNanos()));
        one.pass(SECOND);

        assertThat(answer).isInstanceOf(WaitingFlow.class);
        assertThat(((WaitingFlow) answer).join().admitted()).isTrue();
    }

    @Test
    void a_flow_leaves_no_alarm_when_it_is_decided_or_cancelled() {
        Instances one = new Instances(1, Limits.of("p").rate(9, 1, HOUR).policy());
        Engine engine = one.engines.get(0);

        one.comes(0, "decided", ALICE);
        assertThat(engine.untilNextWake()).isEqualTo(Instances.PATIENCE.toNanos());
        one.pass(MILLI);
        assertThat(engine.untilNextWake()).isEqualTo(Long.MAX_VALUE);

        one.comes(0, "cancelled", ALICE).givesUp("cancelled").pass(MILLI);
        assertThat(engine.untilNextWake()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void a_flow_that_is_decided_while_its_alarm_is_set_leaves_none() {
        ManualTicker time = new ManualTicker();
        ManualStore store = new ManualStore();
        AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
        Ticker ticker =
                () -> {
                    meanwhile.getAndSet(() -> {}).run();
                    return time.nanos();
                };
        Engine engine =
                new Engine(
                        List.of(Limits.of("p").concurrency(1, HOUR).policy()),
                        EngineSettings.DEFAULT,
                        ticker,
                        WakeTimer.BY_HAND,
                        new Sharing(store, StoreFailure.LOCAL));
        WaitingFlow flow =
                (WaitingFlow) engine.ask(new FlowCheck("checkout", ALICE, SECOND.toNanos()));

        meanwhile.set(() -> store.answer(new Places(true, 0, HOUR.toNanos())));
        flow.stopAskingIn(SECOND.toNanos());

        assertThat(flow.join().admitted()).isTrue();
        assertThat(engine.untilNextWake()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void a_flow_with_a_result_in_the_shared_cache_takes_no_quota() {
        Instances one = new Instances(1, Limits.of("p").quota(1, 1, HOUR).policy());
        one.engines.get(0).cache().put(KEY, new byte[] {1}, HOUR);
        one.pass(MILLI);

        WaitingFlow flow = (WaitingFlow) one.engines.get(0).ask(LOOKS_UP);
        one.pass(SECOND);

        assertThat(flow.join().decisions()).isEmpty();
        assertThat(flow.join().cached().result().status()).isEqualTo(CacheLookup.Status.HIT);
        one.comes(0, "next", ALICE).pass(SECOND);
        assertThat(one.admitted("next")).isTrue();
    }

    @Test
    void a_flow_whose_time_for_answers_is_over_does_not_wait_for_the_shared_cache() {
        Instances one = new Instances(1, Limits.of("p").rate(9, 1, HOUR).policy());
        one.server.pause();

        WaitingFlow flow = (WaitingFlow) one.engines.get(0).ask(LOOKS_UP);
        flow.stopAskingIn(MILLI.toNanos());
        one.pass(MILLI);

        assertThat(flow).isDone();
        assertThat(flow.join().admitted()).isTrue();
    }

    @Test
    void a_flow_that_must_not_wait_any_longer_does_not_wait_for_the_shared_cache() {
        Instances one = new Instances(1, Limits.of("p").rate(9, 1, HOUR).policy());

        WaitingFlow flow = (WaitingFlow) one.engines.get(0).ask(LOOKS_UP);
        flow.refuse();
        assertThat(flow).isNotDone();
        one.pass(MILLI);

        assertThat(flow).isDone();
        assertThat(flow.join().admitted()).isTrue();
    }

    @Test
    void the_store_gets_the_tokens_back_of_a_flow_that_another_scheduler_refused() {
        Policy policy = Limits.of("p").quota(10, 1, HOUR).by("user").quota(1, 1, HOUR).policy();
        Instances one = new Instances(1, policy);

        one.comes(0, "first", ALICE).pass(SECOND).comes(0, "second", ALICE).pass(SECOND);

        assertThat(one.admitted("first")).isTrue();
        assertThat(one.admitted("second")).isFalse();
        assertThat(one.server.available(new Counter("p", "root.0", "default")))
                .isCloseTo(9, within(0.1));
    }
}
