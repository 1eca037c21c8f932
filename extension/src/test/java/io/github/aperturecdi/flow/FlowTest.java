package io.github.aperturecdi.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.flow.spi.CachedValues;
import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.flow.spi.InflightToken;
import io.github.aperturecdi.testing.StubAgent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowTest {

    private static final InflightToken SLOT =
            new InflightToken("policy", "hash", "root.0", "user:x", "request-1", 1);

    private final StubAgent agent = new StubAgent();
    private final FlowControl flows = FlowControl.builder().agent(agent).build();

    private Flow start() {
        return flows.start(FlowRequest.at("checkout").build());
    }

    private static Decision rejected(RejectReason reason, int status, InflightToken... held) {
        return Decision.rejected(
                reason, status, Duration.ofMillis(900), List.of("p"), List.of(held));
    }

    @Test
    void an_admitted_flow_runs_and_ends_once_on_return() throws Exception {
        agent.decision = Decision.admitted(List.of(SLOT));
        Flow flow = start();
        assertThat(flow.shouldRun()).isTrue();
        assertThat(flow.rejection()).isEmpty();
        assertThat(flow.run(() -> "done")).isEqualTo("done");
        assertThat(agent.endedTokens()).containsExactly(SLOT);
    }

    @Test
    void it_ends_once_on_an_exception_which_passes_unchanged() {
        agent.decision = Decision.admitted(List.of(SLOT));
        Exception failure = new Exception("no");
        assertThatThrownBy(
                        () ->
                                start().run(
                                                () -> {
                                                    throw failure;
                                                }))
                .isSameAs(failure);
        assertThat(agent.endedTokens()).containsExactly(SLOT);
    }

    @Test
    void it_ends_once_on_an_error() {
        agent.decision = Decision.admitted(List.of(SLOT));
        assertThatThrownBy(
                        () ->
                                start().run(
                                                () -> {
                                                    throw new StackOverflowError();
                                                }))
                .isInstanceOf(StackOverflowError.class);
        assertThat(agent.endedTokens()).containsExactly(SLOT);
    }

    /** A reading of the clock takes longer than the look-ups of a decision. */
    @Test
    void a_flow_whose_times_nobody_reads_reads_the_clock_once() {
        AtomicLong readings = new AtomicLong();
        FlowControlBuilder builder = FlowControl.builder().agent(agent);
        builder.ticker = readings::incrementAndGet;
        FlowControl counted = builder.build();
        agent.decision = Decision.admitted();
        long before = readings.get();
        counted.start(FlowRequest.at("checkout").build()).close();
        assertThat(readings.get() - before).isEqualTo(1);
    }

    /** A defect of official SDKs: a second end never settled. */
    @Test
    void a_second_end_is_a_silent_no_op() {
        agent.decision = Decision.admitted(List.of(SLOT));
        Flow flow = start();
        flow.close();
        flow.close();
        assertThat(agent.ended).hasSize(1);
    }

    @Test
    void a_race_of_ends_has_one_winner() throws Exception {
        agent.decision = Decision.admitted(List.of(SLOT));
        var threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 1_000; round++) {
                Flow flow = start();
                CountDownLatch done = new CountDownLatch(4);
                for (int i = 0; i < 4; i++) {
                    threads.execute(
                            () -> {
                                flow.close();
                                done.countDown();
                            });
                }
                assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(agent.ended).hasSize(1_000);
    }

    @Test
    void a_flow_that_holds_nothing_sends_no_end() throws Exception {
        start().run(() -> null);
        assertThat(agent.ended).isEmpty();
    }

    @Test
    void a_refused_flow_that_holds_a_slot_of_an_earlier_stage_gives_it_back_at_once() {
        agent.decision = rejected(RejectReason.NO_TOKENS, 0, SLOT);
        Flow flow = start();
        assertThat(flow.shouldRun()).isFalse();
        assertThat(agent.endedTokens()).containsExactly(SLOT);
        flow.close();
        assertThat(agent.ended).hasSize(1);
    }

    /** A defect of official SDKs: the agent's own status and wait were ignored. */
    @ParameterizedTest
    @CsvSource({
        "RATE_LIMITED, 0, 429",
        "NO_TOKENS, 0, 503",
        "NOT_SAMPLED, 0, 403",
        "NO_MATCHING_RAMP, 0, 403",
        "UNSPECIFIED, 0, 503",
        "RATE_LIMITED, 503, 503",
        "NO_TOKENS, 451, 451",
        "RATE_LIMITED, 200, 429",
        "RATE_LIMITED, -5, 429",
        "NO_TOKENS, 700, 503"
    })
    void the_agents_status_wins_over_the_reasons(RejectReason reason, int agents, int expected) {
        agent.decision = rejected(reason, agents);
        assertThat(start().rejection())
                .contains(
                        new FlowRejection(
                                "checkout",
                                reason,
                                expected,
                                Optional.of(Duration.ofMillis(900)),
                                List.of("p")));
    }

    @Test
    void an_unreachable_agent_admits_by_default() {
        agent.decision = Decision.unreachable();
        assertThat(start().shouldRun()).isTrue();
    }

    @Test
    void an_unreachable_agent_refuses_if_configured() {
        agent.decision = Decision.unreachable();
        FlowControl strict =
                FlowControl.builder().agent(agent).onUnreachable(OnUnreachable.REJECT).build();
        Flow flow = strict.start(FlowRequest.at("checkout").build());
        assertThat(flow.shouldRun()).isFalse();
        assertThat(flow.rejection())
                .contains(
                        new FlowRejection(
                                "checkout",
                                RejectReason.UNREACHABLE,
                                503,
                                Optional.empty(),
                                List.of()));
    }

    private FlowStatus onlyStatus() {
        assertThat(agent.ended).hasSize(1);
        return agent.ended.get(0).status();
    }

    @Test
    void the_status_of_good_work_is_ok_and_of_failed_work_error() throws Exception {
        agent.decision = Decision.admitted(List.of(SLOT));
        start().run(() -> null);
        assertThat(onlyStatus()).isEqualTo(FlowStatus.OK);
        agent.ended.clear();
        Flow failed = start();
        failed.fail(new Exception());
        failed.close();
        assertThat(onlyStatus()).isEqualTo(FlowStatus.ERROR);
        agent.ended.clear();
        Flow cancelled = start();
        cancelled.cancel();
        cancelled.close();
        assertThat(onlyStatus()).isEqualTo(FlowStatus.UNSET);
    }

    /** A defect of official SDKs: refusals with status OK drove load ramps. */
    @Test
    void the_status_of_a_refused_flow_is_never_ok() {
        agent.decision = rejected(RejectReason.NO_TOKENS, 0, SLOT);
        start();
        assertThat(onlyStatus()).isEqualTo(FlowStatus.UNSET);
    }

    /** A defect of official SDKs: the workload was stamped before the check. */
    @Test
    void the_workload_starts_after_the_decision() throws Exception {
        agent.decision = Decision.admitted(List.of(SLOT));
        AtomicLong asked = new AtomicLong();
        agent.whileChecking =
                () -> {
                    long before = System.nanoTime();
                    while (System.nanoTime() == before) {
                        Thread.onSpinWait();
                    }
                    asked.set(System.nanoTime());
                };
        start().run(() -> null);
        EndedFlow flow = agent.ended.get(0);
        assertThat(asked.get() - flow.flowStartNanos()).isPositive();
        assertThat(flow.workloadStartNanos() - asked.get()).isNotNegative();
        assertThat(flow.endNanos() - flow.workloadStartNanos()).isNotNegative();
    }

    @Test
    void the_current_flow_is_the_innermost_one_on_this_thread() throws Exception {
        assertThatThrownBy(Flow::current)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("APERTURE-504");
        Flow outer = start();
        Flow inner = start();
        outer.run(
                () -> {
                    assertThat(Flow.current()).isSameAs(outer);
                    inner.run(
                            () -> {
                                assertThat(Flow.current()).isSameAs(inner);
                                return null;
                            });
                    assertThat(Flow.current()).isSameAs(outer);
                    return null;
                });
        assertThatThrownBy(Flow::current).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_cached_value_is_kept_and_removed_under_the_requests_key() {
        Flow flow = flows.start(FlowRequest.at("checkout").resultCacheKey("k").build());
        assertThat(flow.setResultCache(new byte[] {1}, Duration.ofNanos(1)).join())
                .isEqualTo(CacheUpdate.SUCCESS);
        assertThat(agent.cache).containsOnlyKeys(new CacheKey.Result("checkout", "k"));
        assertThat(flow.deleteResultCache().join()).isEqualTo(CacheUpdate.SUCCESS);
        assertThat(agent.cache).isEmpty();
        flow.setGlobalCache("g", new byte[] {2}, Duration.ofSeconds(1)).join();
        assertThat(flows.globalCache("g").join().value()).contains(new byte[] {2});
    }

    @Test
    void cache_calls_that_cannot_work_are_refused_with_the_remedy() {
        Flow flow = start();
        assertThatThrownBy(() -> flow.setResultCache(new byte[0], Duration.ofSeconds(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("APERTURE-505");
        assertThatThrownBy(() -> flow.setGlobalCache("g", new byte[0], Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("APERTURE-503");
        assertThatThrownBy(() -> flow.setGlobalCache("", new byte[0], Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("APERTURE-590");
    }

    /** A defect of official SDKs: a lookup that nobody made read as a hit. */
    @Test
    void a_look_up_that_was_not_made_is_absent() {
        assertThat(start().resultCache().status()).isEqualTo(CacheLookup.Status.ABSENT);
        assertThat(start().globalCache("g").status()).isEqualTo(CacheLookup.Status.ABSENT);
    }

    @Test
    void a_refused_flow_runs_no_work() {
        agent.decision = rejected(RejectReason.RATE_LIMITED, 0);
        Flow flow = start();
        assertThatThrownBy(() -> flow.run(() -> "ran"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("APERTURE-506");
    }

    private static void assertRunsNothingMore(Flow flow) {
        assertThatThrownBy(() -> flow.run(() -> "ran"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("APERTURE-522")
                .hasMessageContaining("'checkout'");
    }

    /** As in a loop of attempts around it: a limit of one would admit them all. */
    @Test
    void a_flow_runs_work_once() throws Exception {
        Flow flow = start();
        flow.run(() -> "ran");
        assertRunsNothingMore(flow);
        Flow failed = start();
        assertThatThrownBy(
                        () ->
                                failed.run(
                                        () -> {
                                            throw new Exception("no");
                                        }))
                .hasMessage("no");
        assertRunsNothingMore(failed);
        Flow closed = start();
        closed.close();
        assertRunsNothingMore(closed);
        Flow nested = start();
        nested.run(
                () -> {
                    assertRunsNothingMore(nested);
                    return null;
                });
    }

    @Test
    void a_flow_whose_part_has_failed_runs_no_other_part() {
        Flow flow = start();
        assertThatThrownBy(
                        () ->
                                flow.call(
                                        () -> {
                                            throw new Exception("no");
                                        }))
                .hasMessage("no");
        assertThatThrownBy(() -> flow.call(() -> "ran"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("APERTURE-522");
    }

    @Test
    void a_shutdown_breaks_no_call_whose_flow_it_has_given_up() throws Exception {
        FlowControl impatient =
                FlowControl.builder().agent(agent).shutdownTimeout(Duration.ZERO).build();
        Flow before = impatient.start(FlowRequest.at("checkout").build());
        impatient.close();
        Flow after = impatient.start(FlowRequest.at("checkout").build());
        assertThat(before.run(() -> "ran")).isEqualTo("ran");
        assertThat(after.run(() -> "ran")).isEqualTo("ran");
    }

    @Test
    void a_flow_equals_itself_only() {
        Flow flow = start();
        assertThat(flow).isEqualTo(flow).isNotEqualTo(start()).isNotEqualTo(null);
        assertThat(flow.hashCode()).isEqualTo(flow.hashCode());
    }

    @Test
    void the_ticker_tells_the_times_of_a_flow() {
        AtomicLong now = new AtomicLong(3);
        StubAgent asked = new StubAgent();
        asked.decision = Decision.admitted().with(CachedValues.NONE, "receipt");
        FlowControlBuilder builder = FlowControl.builder().agent(asked);
        builder.ticker = now::getAndIncrement;
        try (FlowControl timed = builder.build()) {
            now.set(100);
            Flow flow = timed.start(FlowRequest.at("a").build());
            now.set(200);
            flow.close();
        }
        EndedFlow end = asked.ended.get(0);
        assertThat(end.flowStartNanos()).isEqualTo(100);
        assertThat(end.workloadStartNanos()).isEqualTo(101);
        assertThat(end.endNanos()).isBetween(200L, 201L);
    }
}
