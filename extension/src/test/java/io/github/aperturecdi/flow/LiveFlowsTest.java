package io.github.aperturecdi.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.spi.CachedValues;
import io.github.aperturecdi.flow.spi.Ticker;
import io.github.aperturecdi.testing.StubAgent;
import io.github.aperturecdi.testing.Undeclared;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a shutdown waits for. */
@Timeout(300)
class LiveFlowsTest {

    /** No test waits so long: who waits for it hangs. */
    private static final Duration FOR_EVER = Duration.ofDays(1);

    private static final Duration WATCHDOG = Duration.ofSeconds(60);

    private final LiveFlows live = new LiveFlows(Ticker.SYSTEM);

    private static Flow flow() {
        return FlowControl.builder().build().start(FlowRequest.at("a").build());
    }

    private CompletableFuture<Void> drain() {
        CompletableFuture<Void> drained = new CompletableFuture<>();
        Thread closer =
                new Thread(
                        () -> {
                            live.drain(FOR_EVER);
                            drained.complete(null);
                        },
                        "closer");
        closer.setDaemon(true);
        closer.start();
        await().atMost(WATCHDOG).until(() -> closer.getState() == Thread.State.TIMED_WAITING);
        return drained;
    }

    @Test
    void a_question_without_a_flow_in_the_end_holds_up_a_shutdown_no_longer() throws Exception {
        live.checkBegins();
        live.checkBegins();
        CompletableFuture<Void> drained = drain();
        live.checkEnds();
        assertThat(drained).isNotDone();
        live.checkEnds();
        drained.get(WATCHDOG.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void the_end_of_the_only_question_ends_the_wait() throws Exception {
        live.checkBegins();
        CompletableFuture<Void> drained = drain();
        live.checkEnds();
        drained.get(WATCHDOG.toSeconds(), TimeUnit.SECONDS);
    }

    private static void endFailing(FlowControl flows, StubAgent agent, Supplier<Error> failure) {
        for (int i = 0; i < 2; i++) {
            flows.start(FlowRequest.at("a").build());
        }
        agent.whileEnding =
                () -> {
                    throw failure.get();
                };
        flows.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_failures_of_several_ends_are_one(boolean same) {
        StubAgent agent = new StubAgent();
        agent.decision = Decision.admitted().with(CachedValues.NONE, "receipt");
        FlowControl flows =
                FlowControl.builder().agent(agent).shutdownTimeout(Duration.ZERO).build();
        Error always = new StackOverflowError();
        assertThatThrownBy(
                        () ->
                                endFailing(
                                        flows,
                                        agent,
                                        () -> same ? always : new StackOverflowError()))
                .isInstanceOf(StackOverflowError.class)
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(same ? 0 : 1));
        assertThat(agent.closed).isOne();
    }

    @Test
    void the_last_flow_ends_the_wait() throws Exception {
        Flow one = flow();
        Flow two = flow();
        live.add(one);
        live.add(two);
        CompletableFuture<Void> drained = drain();
        live.remove(one);
        assertThat(drained).isNotDone();
        live.remove(two);
        drained.get(WATCHDOG.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void an_interrupted_shutdown_gives_up_the_wait_and_stays_interrupted() {
        live.add(flow());
        Thread.currentThread().interrupt();
        live.drain(FOR_EVER);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void a_shutdown_that_has_given_up_holds_up_no_other_thread() throws Exception {
        Flow flow = flow();
        live.add(flow);
        live.drain(Duration.ZERO);
        CompletableFuture.runAsync(() -> live.remove(flow))
                .thenRunAsync(() -> live.drain(FOR_EVER))
                .get(WATCHDOG.toSeconds(), TimeUnit.SECONDS);
        assertThat(live.count()).isZero();
    }

    @Test
    void after_a_shutdown_nothing_is_added() {
        live.drain(Duration.ZERO);
        assertThat(live.add(flow())).isFalse();
        assertThat(live.count()).isZero();
    }

    /** The time that is left is longer than nanoseconds in a long can say. */
    @Test
    void a_timeout_without_an_end_is_no_overflow() throws Exception {
        live.checkBegins();
        CompletableFuture<Void> drained =
                CompletableFuture.runAsync(() -> live.drain(Duration.ofSeconds(Long.MAX_VALUE)));
        live.checkEnds();
        drained.get(WATCHDOG.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void a_question_that_the_agent_refuses_leaves_no_flow() {
        StubAgent agent = new StubAgent();
        agent.decision = Decision.rejected(RejectReason.NO_TOKENS, 0, null, List.of(), List.of());
        try (FlowControl flows =
                FlowControl.builder().agent(agent).shutdownTimeout(FOR_EVER).build()) {
            assertThat(flows.startAsync(FlowRequest.at("a").build()).join().shouldRun()).isFalse();
            assertThat(flows.status().activeFlows()).isZero();
        }
        assertThat(agent.closed).isOne();
    }

    /** The exception is one that no agent declares, as code in Kotlin may throw. */
    @Test
    void a_question_that_fails_before_it_is_sent_holds_up_no_shutdown() {
        StubAgent agent = new StubAgent();
        agent.whileChecking = () -> Undeclared.raise(new IOException("not now"));
        try (FlowControl flows =
                FlowControl.builder().agent(agent).shutdownTimeout(FOR_EVER).build()) {
            assertThatThrownBy(() -> flows.startAsync(FlowRequest.at("a").build()))
                    .isInstanceOf(IOException.class);
        }
        assertThat(agent.closed).isOne();
    }

    /** The same, for the executor of the caller. */
    @Test
    void a_flow_whose_executor_fails_is_given_back() {
        StubAgent agent = new StubAgent();
        agent.answer = new CompletableFuture<>();
        try (FlowControl flows =
                FlowControl.builder().agent(agent).shutdownTimeout(FOR_EVER).build()) {
            CompletableFuture<Flow> started =
                    flows.startAsync(
                            FlowRequest.at("a").build(),
                            task -> Undeclared.raise(new IOException("no thread")));
            agent.answer.complete(Decision.admitted());
            assertThat(flows.status().activeFlows()).isZero();
            await().atMost(WATCHDOG).until(started::isCancelled);
        }
    }
}
