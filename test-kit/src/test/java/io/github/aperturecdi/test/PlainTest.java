package io.github.aperturecdi.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.FlowStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Flows by hand, without a container. */
@ApertureAgent(policies = "policies/", strict = true)
class PlainTest {

    private TestAgent agent;

    @Test
    void a_scripted_rejection_has_its_reason_its_time_and_its_status() {
        agent.at("checkout").rejects(RejectReason.RATE_LIMITED, Duration.ofMillis(1500));
        agent.at("search").rejects(RejectReason.NO_TOKENS, Duration.ZERO, 418);

        FlowRejection checkout = rejection("checkout");
        FlowRejection search = rejection("search");

        assertThat(checkout.reason()).isEqualTo(RejectReason.RATE_LIMITED);
        assertThat(checkout.retryAfter()).contains(Duration.ofMillis(1500));
        assertThat(checkout.httpStatus()).isEqualTo(429);
        assertThat(search.reason()).isEqualTo(RejectReason.NO_TOKENS);
        assertThat(search.httpStatus()).isEqualTo(418);
    }

    private FlowRejection rejection(String controlPoint) {
        try (Flow flow = agent.flowControl().start(FlowRequest.at(controlPoint).build())) {
            return flow.rejection().orElseThrow();
        }
    }

    private boolean runs(String controlPoint, String user) {
        try (Flow flow =
                agent.flowControl()
                        .start(FlowRequest.at(controlPoint).label("user", user).build())) {
            return flow.shouldRun();
        }
    }

    @Test
    void a_script_of_some_flows_ends_after_them() {
        agent.at("orders").times(3).rejects(RejectReason.RATE_LIMITED);

        List<Boolean> ran =
                List.of(
                        runs("orders", "bob"),
                        runs("orders", "bob"),
                        runs("orders", "bob"),
                        runs("orders", "bob"));

        assertThat(ran).containsExactly(false, false, false, true);
    }

    @Test
    void a_script_wins_over_the_policies() {
        agent.at("orders").admits();

        for (int i = 0; i < 5; i++) {
            assertThat(runs("orders", "bob")).isTrue();
        }
    }

    @Test
    void policies_decide_by_the_clock_of_the_test() {
        assertThat(runs("orders", "bob")).isTrue();
        assertThat(runs("orders", "bob")).isTrue();
        assertThat(runs("orders", "bob")).isFalse();
        assertThat(runs("orders", "alice")).isTrue();

        agent.clock().advance(Duration.ofSeconds(30));

        assertThat(runs("orders", "bob")).isTrue();
        assertThat(runs("orders", "bob")).isFalse();
    }

    @Test
    void a_flow_that_waits_goes_on_when_the_clock_moves() {
        assertThat(runs("reports", "bob")).isTrue();
        CompletableFuture<Flow> second =
                agent.flowControl()
                        .startAsync(
                                FlowRequest.at("reports").timeout(Duration.ofMinutes(5)).build());
        agent.awaitWaiting(1);
        assertThat(second).isNotDone();

        agent.clock().advance(Duration.ofSeconds(60));

        try (Flow flow = second.join()) {
            assertThat(flow.decision().type()).isEqualTo(Decision.Type.ADMITTED);
        }
    }

    @Test
    void the_agent_has_seen_labels_and_outcomes() throws Exception {
        agent.flowControl()
                .start(FlowRequest.at("checkout").label("tier", "gold").build())
                .run(() -> "done");
        assertThatThrownBy(
                        () ->
                                agent.flowControl()
                                        .start(FlowRequest.at("checkout").build())
                                        .run(
                                                () -> {
                                                    throw new IllegalStateException("out of stock");
                                                }))
                .isInstanceOf(IllegalStateException.class);

        List<SeenFlow> flows = agent.everyFlowEndedOnce();

        assertThat(flows)
                .extracting(SeenFlow::outcome)
                .containsExactly(FlowStatus.OK, FlowStatus.ERROR);
        assertThat(flows.get(0).labels()).containsEntry("tier", "gold");
        assertThat(flows.get(0).deadline()).isPositive();
        assertThat(agent.flows("elsewhere")).isEmpty();
        assertThat(agent.spans())
                .hasSize(2)
                .allSatisfy(
                        span ->
                                assertThat(span.attributes())
                                        .containsEntry("aperture.source", "sdk"));
    }

    @Test
    void tokens_come_back_at_the_end() throws Exception {
        agent.at("checkout").admitsWithTokens();
        try (Flow payment = agent.flowControl().start(FlowRequest.at("payments").build())) {
            assertThat(payment.shouldRun()).isTrue();
            assertThat(runs("payments", "bob")).isFalse();
            assertThat(runs("checkout", "bob")).isTrue();
        }

        assertThat(agent.everyFlowEndedOnce()).hasSize(3);
        assertThat(runs("payments", "bob")).isTrue();
    }

    @Test
    void a_flow_that_does_not_end_is_found() {
        agent.patience(Duration.ofMillis(100));
        Flow open =
                agent.flowControl().start(FlowRequest.at("checkout").label("tier", "x").build());
        try {
            assertThatThrownBy(agent::everyFlowEndedOnce)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("'checkout' (admitted, labels [tier]): no span");
        } finally {
            agent.patience(Duration.ofSeconds(30));
            open.close();
        }
    }

    @Test
    void a_silent_agent_leaves_the_flow_to_its_timeout() {
        agent.at("checkout").isSilent();

        FlowRequest hasty = FlowRequest.at("checkout").timeout(Duration.ofMillis(50)).build();

        // On a slow machine, the time may be over before the call leaves.
        await().atMost(Duration.ofMinutes(2))
                .until(
                        () -> {
                            try (Flow flow = agent.flowControl().start(hasty)) {
                                assertThat(flow.shouldRun()).isTrue();
                            }
                            return !agent.flows().isEmpty();
                        });

        assertThat(agent.flows())
                .extracting(SeenFlow::decision)
                .containsOnly(SeenFlow.Decision.NONE);
    }

    @Test
    void a_reason_that_agents_do_not_give_is_refused() {
        assertThatThrownBy(() -> agent.at("checkout").rejects(RejectReason.UNREACHABLE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("UNREACHABLE");
    }

    @Nested
    class AClassWithin {

        @Test
        void has_the_same_agent(TestAgent injected) {
            assertThat(injected).isSameAs(agent);
            assertThat(injected.address()).isEqualTo(System.getProperty("aperture.agent.address"));
        }
    }
}
