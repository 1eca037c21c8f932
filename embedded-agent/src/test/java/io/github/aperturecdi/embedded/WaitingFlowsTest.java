package io.github.aperturecdi.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.embedded.internal.engine.Engine;
import io.github.aperturecdi.embedded.internal.engine.EngineSettings;
import io.github.aperturecdi.embedded.internal.engine.Limits;
import io.github.aperturecdi.embedded.internal.engine.ManualTicker;
import io.github.aperturecdi.embedded.internal.engine.WakeTimer;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.Ticker;
import io.grpc.Context;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callers of the embedded agent whose flows wait at a scheduler. */
@Tag("long")
@Timeout(120)
class WaitingFlowsTest {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final FlowRequest CHECKOUT = FlowRequest.at("checkout").build();

    private final ManualTicker time = new ManualTicker();
    private final Engine engine =
            new Engine(
                    List.of(Limits.of("p").places(1, Duration.ofHours(1)).policy()),
                    EngineSettings.DEFAULT,
                    time,
                    WakeTimer.BY_HAND);
    private final EmbeddedAgent agent = new EmbeddedAgent(engine);
    private final FlowControl flows = FlowControl.builder().agent(agent).timeout(LONG).build();
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void close() throws InterruptedException {
        flows.close();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private Thread started(Runnable work) {
        Thread thread = new Thread(work);
        threads.add(thread);
        thread.start();
        return thread;
    }

    private CompletableFuture<Decision> checkOnThread() {
        CompletableFuture<Decision> decision = new CompletableFuture<>();
        started(() -> decision.complete(agent.check(CHECKOUT, LONG)));
        return decision;
    }

    private void awaitWaiting(long flows) {
        await().until(() -> engine.waiting() == flows);
    }

    @Test
    void an_agent_with_a_scheduler_blocks_and_one_without_does_not() {
        assertThat(agent.blocks()).isTrue();
        assertThat(agent.blocks("checkout")).isTrue();
        assertThat(agent.blocks("search")).isFalse();
        assertThat(
                        new EmbeddedAgent(Limits.of("p").rate(1, 1, LONG).engine(Ticker.SYSTEM))
                                .blocks())
                .isFalse();
    }

    @Test
    void a_thread_parks_until_a_place_comes_back() {
        Flow first = flows.start(CHECKOUT);
        CompletableFuture<Decision> second = checkOnThread();
        awaitWaiting(1);
        assertThat(second).isNotDone();

        first.close();

        Decision decision = second.join();
        assertThat(decision.type()).isEqualTo(Decision.Type.ADMITTED);
        assertThat(decision.inflight()).hasSize(1);
    }

    @Test
    void no_thread_waits_for_an_asynchronous_check() {
        Flow first = flows.start(CHECKOUT);
        List<CompletableFuture<Decision>> others = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            others.add(agent.checkAsync(CHECKOUT, LONG));
        }
        assertThat(engine.waiting()).isEqualTo(1_000);

        first.close();

        assertThat(others.stream().filter(CompletableFuture::isDone)).hasSize(1);
        assertThat(others.get(0)).isDone();
        time.pass(LONG);
        engine.wake();
        assertThat(others).allMatch(CompletableFuture::isDone);
        Decision last = others.get(999).join();
        assertThat(last.type()).isEqualTo(Decision.Type.REJECTED);
        assertThat(last.reason()).isEqualTo(RejectReason.NO_TOKENS);
        assertThat(last.deniedStatus()).isEqualTo(503);
        assertThat(last.violatedPolicies()).containsExactly("p");
    }

    @Test
    void a_flow_that_is_cancelled_leaves_at_once() {
        Flow first = flows.start(CHECKOUT);
        CompletableFuture<Flow> second = flows.startAsync(CHECKOUT);
        CompletableFuture<Flow> third = flows.startAsync(CHECKOUT);
        second.cancel(false);
        assertThat(engine.waiting()).isEqualTo(1);

        first.close();

        third.join().close();
        assertThat(flows.start(CHECKOUT).shouldRun()).isTrue();
    }

    @Test
    void callers_that_end_their_flows_as_soon_as_they_hear_of_them_are_no_recursion() {
        Flow first = flows.start(CHECKOUT);
        List<CompletableFuture<Void>> others = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            others.add(flows.startAsync(CHECKOUT, Runnable::run).thenAccept(Flow::close));
        }

        first.close();

        assertThat(others)
                .allMatch(CompletableFuture::isDone)
                .noneMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(engine.waiting()).isZero();
        assertThat(flows.start(CHECKOUT).shouldRun()).isTrue();
    }

    @Test
    void a_thread_that_is_interrupted_has_given_up() throws InterruptedException {
        Flow first = flows.start(CHECKOUT);
        AtomicReference<Decision> decision = new AtomicReference<>();
        AtomicReference<Boolean> interrupted = new AtomicReference<>();
        Thread thread =
                started(
                        () -> {
                            decision.set(agent.check(CHECKOUT, LONG));
                            interrupted.set(Thread.currentThread().isInterrupted());
                        });
        awaitWaiting(1);

        thread.interrupt();
        thread.join();

        assertThat(decision.get()).isEqualTo(Decision.callerGone());
        assertThat(interrupted.get()).isTrue();
        assertThat(engine.waiting()).isZero();
        first.close();
        assertThat(flows.start(CHECKOUT).shouldRun()).isTrue();
    }

    @Test
    void a_flow_whose_grpc_caller_is_gone_leaves_at_once() throws Exception {
        flows.start(CHECKOUT);
        Context.CancellableContext call = Context.current().withCancellation();
        CompletableFuture<Decision> later = call.call(() -> agent.checkAsync(CHECKOUT, LONG));
        AtomicReference<Decision> parked = new AtomicReference<>();
        Thread thread = started(call.wrap(() -> parked.set(agent.check(CHECKOUT, LONG))));
        awaitWaiting(2);

        call.cancel(null);

        thread.join();
        assertThat(parked.get()).isEqualTo(Decision.callerGone());
        assertThat(later.join()).isEqualTo(Decision.callerGone());
        assertThat(engine.waiting()).isZero();
        // Work that goes on after its call is limited like any other, and waits like any other.
        assertThat(call.call(() -> agent.checkAsync(CHECKOUT, LONG))).isNotDone();
    }

    /** Its clock runs while the engine is asked. */
    @Test
    void a_caller_that_gives_up_while_the_engine_is_asked_does_not_wait() throws Exception {
        Context.CancellableContext call = Context.current().withCancellation();
        Engine asked =
                new Engine(
                        List.of(Limits.of("p").places(1, Duration.ofHours(1)).policy()),
                        EngineSettings.DEFAULT,
                        () -> {
                            if (engine.waiting() == 1) {
                                call.cancel(null);
                            }
                            return 0;
                        },
                        WakeTimer.BY_HAND);
        try (EmbeddedAgent other = new EmbeddedAgent(asked)) {
            other.check(CHECKOUT, LONG);
            flows.start(CHECKOUT);
            agent.checkAsync(CHECKOUT, LONG);

            assertThat(call.call(() -> other.checkAsync(CHECKOUT, LONG)))
                    .isCompletedWithValue(Decision.callerGone());
            assertThat(asked.waiting()).isZero();
        }
    }

    @Test
    void closing_the_agent_ends_every_wait() {
        flows.start(CHECKOUT);
        CompletableFuture<Decision> parked = checkOnThread();
        CompletableFuture<Decision> later = agent.checkAsync(CHECKOUT, LONG);
        awaitWaiting(2);

        agent.close();

        assertThat(parked.join()).isEqualTo(Decision.unreachable());
        assertThat(later.join()).isEqualTo(Decision.unreachable());
        assertThat(engine.waiting()).isZero();
    }

    @Test
    void an_interrupted_thread_that_does_not_have_to_wait_is_decided_about() {
        Thread.currentThread().interrupt();
        Decision decision = agent.check(CHECKOUT, LONG);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(decision.type()).isEqualTo(Decision.Type.ADMITTED);
    }

    @Test
    void in_real_time_tokens_come_when_they_are_due_and_deadlines_pass() {
        Engine real =
                new Engine(
                        List.of(
                                Limits.of("p")
                                        .by("user")
                                        .quota(1, 1, Duration.ofMillis(50))
                                        .policy()),
                        Ticker.SYSTEM);
        EmbeddedAgent realAgent = new EmbeddedAgent(real);
        FlowRequest ann = FlowRequest.at("checkout").label("user", "ann").build();
        long start = System.nanoTime();
        for (int i = 0; i < 4; i++) {
            assertThat(realAgent.check(ann, LONG).type()).isEqualTo(Decision.Type.ADMITTED);
        }
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(150_000_000);

        Engine places = Limits.of("p").places(1, Duration.ofHours(1)).engine(Ticker.SYSTEM);
        EmbeddedAgent placesAgent = new EmbeddedAgent(places);
        placesAgent.check(CHECKOUT, LONG);
        assertThat(placesAgent.check(CHECKOUT, Duration.ofMillis(60)).reason())
                .isEqualTo(RejectReason.NO_TOKENS);
    }

    @Test
    void threads_that_park_are_served_by_their_priorities() throws InterruptedException {
        Engine prioritised =
                new Engine(
                        List.of(
                                Limits.of("p")
                                        .workload("gold", 4)
                                        .places(1, Duration.ofHours(1))
                                        .policy()),
                        EngineSettings.DEFAULT,
                        time,
                        WakeTimer.BY_HAND);
        FlowControl control =
                FlowControl.builder().agent(new EmbeddedAgent(prioritised)).timeout(LONG).build();
        Flow first = control.start(CHECKOUT);
        List<String> order = new ArrayList<>();
        int waiting = 0;
        for (String tier : List.of("basic", "basic", "gold", "gold")) {
            started(
                    () -> {
                        FlowRequest request =
                                FlowRequest.at("checkout").label("tier", tier).build();
                        try (Flow flow = control.start(request)) {
                            order.add(flow.shouldRun() ? tier : "refused");
                        }
                    });
            int expected = ++waiting;
            await().until(() -> prioritised.waiting() == expected);
        }

        first.close();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(order).containsExactly("basic", "gold", "gold", "basic");
        control.close();
    }

    @Test
    void ten_thousand_waiting_flows_take_less_than_a_kilobyte_each() {
        flows.start(CHECKOUT);
        long before = used();
        List<CompletableFuture<Decision>> waiting = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            waiting.add(
                    agent.checkAsync(
                            FlowRequest.at("checkout").label("user", "ann").build(), LONG));
        }
        long each = (used() - before) / 10_000;

        assertThat(waiting).hasSize(10_000);
        assertThat(each).isLessThan(1_024);
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
