package io.github.aperturecdi.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.flow.spi.CachedValues;
import io.github.aperturecdi.flow.spi.InflightToken;
import io.github.aperturecdi.testing.LoggedMessages;
import io.github.aperturecdi.testing.StubAgent;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowControlTest {

    private final StubAgent agent = new StubAgent();

    @Test
    void without_an_agent_everything_runs_and_nothing_is_connected() {
        try (FlowControl off = FlowControl.builder().build()) {
            assertThat(off.start(FlowRequest.at("a").build()).shouldRun()).isTrue();
            assertThat(off.connected()).isFalse();
        }
    }

    @Test
    void one_start_is_one_check_with_the_labels() {
        FlowControl flows = FlowControl.builder().agent(agent).build();
        flows.start(FlowRequest.at("a").label("k", "v").label("none", null).build());
        assertThat(agent.checks).hasSize(1);
        assertThat(agent.checks.get(0).labels()).isEqualTo(Map.of("k", "v"));
    }

    @Test
    void the_requests_timeout_beats_the_flow_controls() {
        FlowControl flows =
                FlowControl.builder().agent(agent).timeout(Duration.ofSeconds(1)).build();
        flows.start(FlowRequest.at("a").build());
        flows.start(FlowRequest.at("a").timeout(Duration.ofSeconds(2)).build());
        assertThat(agent.timeouts).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    @Test
    void the_default_timeout_is_200_ms() {
        FlowControl.builder().agent(agent).build().start(FlowRequest.at("a").build());
        assertThat(agent.timeouts).containsExactly(Duration.ofMillis(200));
    }

    @Test
    void it_waits_where_its_agent_does() {
        FlowControl flows = FlowControl.builder().agent(agent).build();
        assertThat(flows.blocks()).isTrue();
        assertThat(flows.connected()).isTrue();
        agent.blocks = false;
        assertThat(flows.blocks()).isFalse();
        assertThat(FlowControl.builder().build().blocks()).isFalse();
    }

    @Test
    void a_question_that_the_agent_cancels_cancels_the_flow() {
        agent.answer = new CompletableFuture<>();
        agent.answer.cancel(false);
        FlowControl flows = FlowControl.builder().agent(agent).build();
        assertThat(flows.startAsync(FlowRequest.at("a").build())).isCancelled();
    }

    @Test
    void closing_closes_the_agent() {
        FlowControl.builder().agent(agent).build().close();
        assertThat(agent.closed).isOne();
    }

    @Test
    void a_blank_control_point_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlowRequest.at(" "))
                .withMessageContaining("APERTURE-500");
    }

    @Test
    void a_timeout_that_is_not_positive_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlowRequest.at("a").timeout(Duration.ZERO))
                .withMessageContaining("APERTURE-501");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlowControl.builder().timeout(Duration.ofMillis(-1)))
                .withMessageContaining("APERTURE-501");
    }

    @Test
    void a_request_shows_keys_and_no_values() {
        assertThat(FlowRequest.at("a").label("user", "secret").build())
                .hasToString("FlowRequest[a, labels [user]]");
    }

    private static final InflightToken SLOT =
            new InflightToken("policy", "hash", "root.0", "user:x", "request-1", 1);

    @Test
    void an_asynchronous_start_is_the_same_flow() {
        FlowControl flows = FlowControl.builder().agent(agent).build();
        assertThat(flows.startAsync(FlowRequest.at("a").build()).join().shouldRun()).isTrue();
        assertThat(agent.checks).hasSize(1);
    }

    @Test
    void a_cancelled_start_cancels_the_question() {
        agent.answer = new CompletableFuture<>();
        FlowControl flows = FlowControl.builder().agent(agent).build();
        CompletableFuture<Flow> flow = flows.startAsync(FlowRequest.at("a").build());
        flow.cancel(true);
        assertThat(agent.answer).isCancelled();
    }

    @Test
    void a_decision_that_comes_after_the_cancellation_is_ended_at_once() {
        // A future that cannot be cancelled any more: the decision is on its way.
        CompletableFuture<Decision> decided =
                new CompletableFuture<>() {
                    @Override
                    public boolean cancel(boolean mayInterruptIfRunning) {
                        return false;
                    }
                };
        agent.answer = decided;
        FlowControl flows = FlowControl.builder().agent(agent).build();
        flows.startAsync(FlowRequest.at("a").build()).cancel(true);
        decided.complete(Decision.admitted(List.of(SLOT)));
        assertThat(agent.endedTokens()).containsExactly(SLOT);
        assertThat(agent.ended.get(0).status()).isEqualTo(FlowStatus.UNSET);
    }

    @Test
    void closing_awaits_the_flows_under_way() throws Exception {
        agent.decision = Decision.admitted(List.of(SLOT));
        FlowControl flows =
                FlowControl.builder().agent(agent).shutdownTimeout(Duration.ofMinutes(1)).build();
        Flow flow = flows.start(FlowRequest.at("a").build());
        Thread closer = new Thread(flows::close);
        closer.start();
        Awaitility.await().until(() -> closer.getState() == Thread.State.TIMED_WAITING);
        assertThat(agent.closed).isZero();
        flow.close();
        closer.join();
        assertThat(agent.closed).isOne();
        assertThat(agent.ended.get(0).status()).isEqualTo(FlowStatus.OK);
    }

    @Test
    void closing_ends_the_flows_that_do_not_end_in_time() {
        agent.decision = Decision.admitted(List.of(SLOT));
        FlowControl flows =
                FlowControl.builder().agent(agent).shutdownTimeout(Duration.ZERO).build();
        Flow flow = flows.start(FlowRequest.at("a").build());
        flows.close();
        flow.close();
        assertThat(agent.ended).hasSize(1);
        assertThat(agent.ended.get(0).status()).isEqualTo(FlowStatus.UNSET);
    }

    @Test
    void a_flow_whose_end_fails_keeps_neither_the_others_nor_the_agent_open() {
        agent.decision = Decision.admitted(List.of(SLOT));
        FlowControl flows =
                FlowControl.builder().agent(agent).shutdownTimeout(Duration.ZERO).build();
        for (int i = 0; i < 3; i++) {
            flows.start(FlowRequest.at("a").build());
        }
        AtomicInteger ends = new AtomicInteger();
        agent.whileEnding =
                () -> {
                    ends.incrementAndGet();
                    throw new IllegalStateException("no end");
                };
        assertThatThrownBy(flows::close).hasMessage("no end");
        assertThat(ends).hasValue(3);
        assertThat(agent.closed).isOne();
    }

    @Test
    void an_overdue_flow_whose_end_fails_keeps_neither_the_others_nor_the_agent_open() {
        agent.decision = Decision.admitted(List.of(SLOT));
        FlowControl flows =
                FlowControl.builder().agent(agent).shutdownTimeout(Duration.ZERO).build();
        Flow overdue = flows.start(FlowRequest.at("a").build());
        flows.start(FlowRequest.at("a").build());
        AtomicInteger ends = new AtomicInteger();
        agent.whileEnding =
                () -> {
                    ends.incrementAndGet();
                    throw new IllegalStateException("no end");
                };
        closeWithoutRoom(overdue);
        assertThat(overdue.isOver()).isTrue();
        assertThat(ends).hasValue(0);

        assertThatThrownBy(flows::close).hasMessage("no end");
        assertThat(ends).hasValue(2);
        assertThat(agent.closed).isOne();
    }

    private static void closeWithoutRoom(Flow flow) {
        try {
            closeWithoutRoom(flow);
        } catch (StackOverflowError e) {
            flow.close();
        }
    }

    @Test
    void on_an_event_loop_a_start_does_not_wait_and_is_logged_once() {
        FlowControl flows = FlowControl.builder().agent(agent).onEventLoop(() -> true).build();
        FlowControl strict =
                FlowControl.builder()
                        .agent(agent)
                        .onEventLoop(() -> true)
                        .onUnreachable(OnUnreachable.REJECT)
                        .build();
        try (LoggedMessages log = new LoggedMessages(EventLoopGuard.class.getName())) {
            for (int i = 0; i < 3; i++) {
                assertThat(flows.start(FlowRequest.at("a").build()).shouldRun()).isTrue();
            }
            assertThat(flows.start(FlowRequest.at("b").build()).shouldRun()).isTrue();
            assertThat(log.messages())
                    .satisfiesExactly(
                            first -> assertThat(first).contains("WARNING APERTURE-507", "'a'"),
                            second -> assertThat(second).contains("WARNING APERTURE-507", "'b'"));
        }
        assertThat(strict.start(FlowRequest.at("a").build()).shouldRun()).isFalse();
        assertThat(agent.checks).isEmpty();
    }

    @Test
    void on_an_event_loop_an_agent_that_answers_at_once_gets_checks() {
        agent.blocks = false;
        FlowControl flows = FlowControl.builder().agent(agent).onEventLoop(() -> true).build();
        flows.start(FlowRequest.at("a").build());
        assertThat(agent.checks).hasSize(1);
    }

    @Test
    void on_an_event_loop_an_asynchronous_start_asks() {
        FlowControl flows = FlowControl.builder().agent(agent).onEventLoop(() -> true).build();
        assertThat(flows.startAsync(FlowRequest.at("a").build())).isCompleted();
        assertThat(agent.checks).hasSize(1);
    }

    /** A shutdown would wait for it, and for nothing. */
    @Test
    void a_flow_whose_agent_fails_to_hear_of_its_end_is_live_no_more() {
        agent.decision = Decision.admitted(List.of(new InflightToken("p", "h", "c", "l", "r", 1)));
        agent.whileEnding =
                () -> {
                    throw new StackOverflowError();
                };
        FlowControl flows = FlowControl.builder().agent(agent).build();
        Flow flow = flows.start(FlowRequest.at("a").build());
        assertThat(flows.status().activeFlows()).isOne();
        assertThatThrownBy(flow::close).isInstanceOf(StackOverflowError.class);
        assertThat(flows.status().activeFlows()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "NaN",
                "nan",
                "+Inf",
                "-inf",
                "Infinity",
                "1e999",
                " -0.5 ",
                "-infinity",
                "-1_000",
                "-0x_1p10"
            })
    void a_number_of_tokens_that_would_do_harm_is_left_out(String tokens) {
        FlowControl flows = FlowControl.builder().agent(agent).build();
        flows.start(FlowRequest.at("a").label("tokens", tokens).label("k", "v").build());
        flows.startAsync(FlowRequest.at("a").label("tokens", tokens).label("k", "v").build());
        assertThat(agent.checks).hasSize(2).allMatch(c -> c.labels().equals(Map.of("k", "v")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1.5", "1e3", "many", ""})
    void other_numbers_of_tokens_are_sent_as_they_are(String tokens) {
        FlowControl flows = FlowControl.builder().agent(agent).build();
        flows.start(FlowRequest.at("a").label("tokens", tokens).build());
        assertThat(agent.checks.get(0).labels()).isEqualTo(Map.of("tokens", tokens));
    }

    @Test
    void which_labels_are_tokens_can_be_said() {
        FlowControl flows = FlowControl.builder().agent(agent).tokenKeys(Set.of("cost")).build();
        flows.start(FlowRequest.at("a").label("tokens", "-1").label("cost", "-1").build());
        assertThat(agent.checks.get(0).labels()).isEqualTo(Map.of("tokens", "-1"));
    }

    @Test
    void closing_also_awaits_undecided_flows_and_sends_no_new_checks() throws Exception {
        agent.decision = Decision.unreachable();
        FlowControl flows =
                FlowControl.builder().agent(agent).shutdownTimeout(Duration.ofMinutes(1)).build();
        Flow flow = flows.start(FlowRequest.at("a").build());
        Thread closer = new Thread(flows::close);
        closer.start();
        Awaitility.await().until(() -> closer.getState() == Thread.State.TIMED_WAITING);
        assertThat(flows.start(FlowRequest.at("late").build()).decision())
                .isEqualTo(Decision.unreachable());
        assertThat(agent.checks).hasSize(1);
        flow.close();
        closer.interrupt();
        closer.join();
        assertThat(agent.closed).isOne();
    }

    private FlowControl impatient() {
        return FlowControl.builder()
                .agent(agent)
                .shutdownTimeout(Duration.ZERO)
                .executor(Runnable::run)
                .build();
    }

    /** Between the last look at the live flows and the end of the agent. */
    @Test
    void an_answer_that_comes_while_the_agent_closes_is_ended_at_once() {
        agent.answer = new CompletableFuture<>();
        agent.whileClosing = () -> agent.answer.complete(Decision.admitted(List.of(SLOT)));
        FlowControl flows = impatient();
        CompletableFuture<Flow> start = flows.startAsync(FlowRequest.at("a").build());
        flows.close();
        assertThat(agent.endedTokens()).containsExactly(SLOT);
        assertThat(agent.ended.get(0).status()).isEqualTo(FlowStatus.UNSET);
        start.join().close();
        assertThat(agent.ended).hasSize(1);
    }

    /** On the caller's thread: the shutdown comes while the agent is asked. */
    @Test
    void an_answer_that_comes_after_the_shutdown_is_ended_at_once() {
        FlowControl flows = impatient();
        agent.whileChecking = flows::close;
        agent.decision = Decision.admitted(List.of(SLOT));
        Flow flow = flows.start(FlowRequest.at("a").build());
        assertThat(agent.closed).isOne();
        assertThat(agent.endedTokens()).containsExactly(SLOT);
        flow.close();
        assertThat(agent.ended).hasSize(1);
    }

    @Test
    void closing_awaits_the_questions_under_way_and_their_flows() throws Exception {
        agent.answer = new CompletableFuture<>();
        FlowControl flows =
                FlowControl.builder()
                        .agent(agent)
                        .shutdownTimeout(Duration.ofMinutes(1))
                        .executor(Runnable::run)
                        .build();
        CompletableFuture<Flow> start = flows.startAsync(FlowRequest.at("a").build());
        Thread closer = new Thread(flows::close);
        closer.start();
        Awaitility.await().until(() -> closer.getState() == Thread.State.TIMED_WAITING);
        agent.answer.complete(Decision.admitted(List.of(SLOT)));
        assertThat(agent.closed).isZero();
        start.join().close();
        closer.join();
        assertThat(agent.ended.get(0).status()).isEqualTo(FlowStatus.OK);
    }

    @Test
    void a_decision_that_is_there_at_once_takes_no_executor() {
        FlowControl flows =
                FlowControl.builder()
                        .agent(agent)
                        .executor(
                                task -> {
                                    throw new AssertionError("nothing to hand over");
                                })
                        .build();
        for (boolean waits : new boolean[] {true, false}) {
            agent.blocks = waits;
            assertThat(flows.startAsync(FlowRequest.at("a").build())).isCompleted();
            assertThat(flows.globalCache("key")).isCompleted();
        }
    }

    /** An event loop's: it is the only hop. */
    @Test
    void an_executor_for_one_start_is_the_only_one_that_is_used() {
        agent.answer = new CompletableFuture<>();
        List<Runnable> tasks = new ArrayList<>();
        FlowControl flows =
                FlowControl.builder()
                        .agent(agent)
                        .executor(
                                task -> {
                                    throw new AssertionError("another was asked for");
                                })
                        .build();
        CompletableFuture<Flow> start = flows.startAsync(FlowRequest.at("a").build(), tasks::add);
        agent.answer.complete(Decision.admitted());
        assertThat(tasks).hasSize(1);
        assertThat(start).isNotDone();
        tasks.get(0).run();
        assertThat(start).isCompleted();
    }

    @Test
    void a_cancellation_that_comes_before_the_executor_is_ready_ends_the_flow() {
        agent.answer = new CompletableFuture<>();
        List<Runnable> tasks = new ArrayList<>();
        FlowControl flows = FlowControl.builder().agent(agent).executor(tasks::add).build();
        CompletableFuture<Flow> start = flows.startAsync(FlowRequest.at("a").build());
        agent.answer.complete(Decision.admitted(List.of(SLOT)));
        start.cancel(false);
        tasks.get(0).run();
        assertThat(agent.endedTokens()).containsExactly(SLOT);
    }

    @Test
    void an_end_carries_no_cached_values() {
        agent.decision =
                Decision.admitted(List.of(SLOT))
                        .with(
                                new CachedValues(CacheLookup.hit(new byte[] {1}), Map.of()),
                                "receipt");
        FlowControl flows = FlowControl.builder().agent(agent).build();
        flows.start(FlowRequest.at("a").resultCacheKey("key").build()).close();
        assertThat(agent.ended.get(0).decision().cached()).isEqualTo(CachedValues.NONE);
        assertThat(agent.ended.get(0).decision().receipt()).isEqualTo("receipt");
        assertThat(agent.endedTokens()).containsExactly(SLOT);
    }

    @Test
    void who_wants_to_wait_for_ever_at_a_shutdown_may_say_so() {
        FlowControl flows =
                FlowControl.builder()
                        .agent(agent)
                        .shutdownTimeout(ChronoUnit.FOREVER.getDuration())
                        .build();
        flows.start(FlowRequest.at("a").build()).close();
        flows.close();
        assertThat(agent.closed).isEqualTo(1);
    }

    /** As a container's executor, once its application has stopped. */
    @Test
    void an_executor_that_fails_ends_the_flow_and_completes_the_future() {
        agent.decision = Decision.admitted(List.of(new InflightToken("p", "h", "c", "g", "r", 1)));
        agent.answer = new CompletableFuture<>();
        FlowControl flows = FlowControl.builder().agent(agent).build();
        CompletableFuture<Flow> flow =
                flows.startAsync(
                        FlowRequest.at("a").build(),
                        task -> {
                            throw new IllegalStateException("stopped");
                        });
        agent.answer.complete(agent.decision);
        Awaitility.await().until(flow::isCancelled);
        assertThat(agent.ended).hasSize(1);
    }

    private void assertStaysWithItsCaller(FlowControl flows, Executor executor) {
        agent.answer = new CompletableFuture<>();
        agent.ended.clear();
        CompletableFuture<Flow> flow =
                executor == null
                        ? flows.startAsync(FlowRequest.at("a").build())
                        : flows.startAsync(FlowRequest.at("a").build(), executor);
        agent.answer.complete(Decision.admitted(List.of(SLOT)));
        assertThat(agent.ended).as("the caller has the flow").isEmpty();
        flow.join().close();
        assertThat(agent.endedTokens()).containsExactly(SLOT);
    }

    @Test
    void an_executor_that_fails_after_it_has_handed_over_a_flow_does_not_end_it() {
        Executor failing =
                task -> {
                    task.run();
                    throw new IllegalStateException("stopped");
                };
        assertStaysWithItsCaller(FlowControl.builder().agent(agent).build(), failing);
        assertStaysWithItsCaller(
                FlowControl.builder().agent(agent).executor(failing).build(), null);
    }

    @Test
    void an_executor_that_runs_a_task_twice_does_not_end_the_flow_that_it_has_handed_over() {
        Executor twice =
                task -> {
                    task.run();
                    task.run();
                };
        assertStaysWithItsCaller(FlowControl.builder().agent(agent).build(), twice);
    }

    @Test
    void an_executor_that_keeps_a_task_and_fails_hands_over_no_ended_flow() {
        List<Runnable> kept = new ArrayList<>();
        FlowControl flows = FlowControl.builder().agent(agent).build();
        agent.answer = new CompletableFuture<>();
        CompletableFuture<Flow> flow =
                flows.startAsync(
                        FlowRequest.at("a").build(),
                        task -> {
                            kept.add(task);
                            throw new IllegalStateException("stopped");
                        });
        agent.answer.complete(Decision.admitted(List.of(SLOT)));
        kept.forEach(Runnable::run);
        assertThat(agent.endedTokens()).containsExactly(SLOT);
        Awaitility.await().until(flow::isDone);
        assertThat(flow).isCancelled();
    }

    /** Read once: what is off for a question must not wait for its answer a moment later. */
    @Test
    void a_mode_that_changes_meanwhile_makes_no_thread_wait() {
        ControlPointSettings off = settings(Mode.OFF);
        ControlPointSettings enforce = settings(Mode.ENFORCE);
        AtomicInteger looks = new AtomicInteger();
        FlowControl flows =
                FlowControl.builder()
                        .agent(agent)
                        .settings(controlPoint -> looks.getAndIncrement() == 0 ? off : enforce)
                        .build();
        flows.startAsync(FlowRequest.at("a").build()).join().close();
        assertThat(agent.checks).isEmpty();
    }

    private static ControlPointSettings settings(Mode mode) {
        return new ControlPointSettings(
                mode,
                null,
                FlowControl.DEFAULT_TIMEOUT,
                null,
                OnUnreachable.ADMIT,
                false,
                Map.of());
    }
}
