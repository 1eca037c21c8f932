package io.github.aperturecdi.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.RejectReason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowTest {

    private static final InflightToken SLOT =
            new InflightToken("policy", "hash", "root.0", "user:x", "request-1", 1);

    private final FakeAgent agent = new FakeAgent();
    private final FlowControl flows = FlowControl.builder().agent(agent).build();

    private Flow start() {
        return flows.start(FlowRequest.at("checkout").build());
    }

    private static Decision rejected(RejectReason reason, int status, InflightToken... held) {
        return new Decision(
                Decision.Type.REJECTED,
                reason,
                status,
                Duration.ofMillis(900),
                List.of("p"),
                List.of(held));
    }

    @Test
    void an_admitted_flow_runs_and_ends_once_on_return() throws Exception {
        agent.decision = Decision.admitted(List.of(SLOT));
        Flow flow = start();
        assertThat(flow.shouldRun()).isTrue();
        assertThat(flow.rejection()).isEmpty();
        assertThat(flow.run(() -> "done")).isEqualTo("done");
        assertThat(agent.ended).containsExactly(SLOT);
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
        assertThat(agent.ended).containsExactly(SLOT);
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
        assertThat(agent.ended).containsExactly(SLOT);
    }

    @Test
    void a_second_end_is_a_silent_no_op() {
        agent.decision = Decision.admitted(List.of(SLOT));
        Flow flow = start();
        flow.close();
        flow.close();
        assertThat(agent.endCalls).isOne();
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
        assertThat(agent.endCalls).isEqualTo(1_000);
    }

    @Test
    void a_flow_that_holds_nothing_sends_no_end() throws Exception {
        start().run(() -> null);
        assertThat(agent.endCalls).isZero();
    }

    @Test
    void a_refused_flow_that_holds_a_slot_of_an_earlier_stage_gives_it_back_at_once() {
        agent.decision = rejected(RejectReason.NO_TOKENS, 0, SLOT);
        Flow flow = start();
        assertThat(flow.shouldRun()).isFalse();
        assertThat(agent.ended).containsExactly(SLOT);
        flow.close();
        assertThat(agent.endCalls).isOne();
    }

    @ParameterizedTest
    @CsvSource({
        "RATE_LIMITED, 0, 429",
        "NO_TOKENS, 0, 503",
        "NOT_SAMPLED, 0, 403",
        "NO_MATCHING_RAMP, 0, 403",
        "UNSPECIFIED, 0, 503",
        "RATE_LIMITED, 503, 503",
        "NO_TOKENS, 451, 451"
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
    void an_unreachable_agent_refuses_where_that_is_asked_for() {
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
}
