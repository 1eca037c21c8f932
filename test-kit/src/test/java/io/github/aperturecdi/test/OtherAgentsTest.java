package io.github.aperturecdi.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.CacheUpdate;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Agents that are older, unavailable or stopped. */
@ApertureAgent(policies = "policies/", strict = true)
class OtherAgentsTest {

    private static final byte[] VALUE = "value".getBytes(StandardCharsets.UTF_8);
    private static final Duration LONG = Duration.ofMinutes(5);

    private TestAgent agent;

    private Flow start(String controlPoint) {
        return agent.flowControl()
                .start(FlowRequest.at(controlPoint).resultCacheKey("key").timeout(LONG).build());
    }

    private Decision.Type decided(String controlPoint) {
        try (Flow flow = start(controlPoint)) {
            return flow.decision().type();
        }
    }

    @Test
    void an_unavailable_agent_lets_flows_run_at_once() {
        agent.at("checkout").times(2).isUnavailable();

        List<Decision.Type> types =
                List.of(decided("checkout"), decided("checkout"), decided("checkout"));

        assertThat(types)
                .containsExactly(
                        Decision.Type.UNREACHABLE,
                        Decision.Type.UNREACHABLE,
                        Decision.Type.ADMITTED);
        assertThat(agent.flows())
                .extracting(SeenFlow::decision)
                .containsExactly(
                        SeenFlow.Decision.NONE, SeenFlow.Decision.NONE, SeenFlow.Decision.ADMITTED);
    }

    @Test
    void an_agent_is_unavailable_at_the_scripted_control_point_only() {
        agent.at("checkout").isUnavailable();
        agent.at("search").rejects(RejectReason.RATE_LIMITED);

        assertThat(decided("checkout")).isEqualTo(Decision.Type.UNREACHABLE);
        assertThat(decided("search")).isEqualTo(Decision.Type.REJECTED);
    }

    @Test
    void an_agent_without_flow_end_takes_tokens_back_by_spans() {
        agent.lacksFlowEnd();
        agent.at("checkout").admitsWithTokens();

        assertThat(decided("checkout")).isEqualTo(Decision.Type.ADMITTED);
        assertThat(decided("payments")).isEqualTo(Decision.Type.ADMITTED);

        assertThat(agent.everyFlowEndedOnce()).hasSize(2);
        assertThat(decided("payments")).as("its place").isEqualTo(Decision.Type.ADMITTED);
    }

    @Test
    void the_next_test_has_an_agent_with_flow_end_and_caches() {
        agent.lacksFlowEnd();
        agent.lacksCaches();

        agent.reset();

        try (Flow flow = start("payments")) {
            assertThat(flow.setResultCache(VALUE, LONG).join()).isEqualTo(CacheUpdate.SUCCESS);
        }
        agent.everyFlowEndedOnce();
        assertThat(decided("payments")).isEqualTo(Decision.Type.ADMITTED);
    }

    @Test
    void an_agent_without_caches_stores_and_finds_nothing() {
        try (Flow flow = start("checkout")) {
            assertThat(flow.setResultCache(VALUE, LONG).join()).isEqualTo(CacheUpdate.SUCCESS);
        }
        agent.lacksCaches();

        try (Flow flow = start("checkout")) {
            assertThat(flow.resultCache()).isEqualTo(CacheLookup.ABSENT);
            assertThat(flow.setResultCache(VALUE, LONG).join().status())
                    .isEqualTo(CacheUpdate.Status.ABSENT);
            assertThat(flow.deleteResultCache().join().status())
                    .isEqualTo(CacheUpdate.Status.ABSENT);
        }
        assertThat(agent.flowControl().globalCache("key").join()).isEqualTo(CacheLookup.ABSENT);
    }

    @Test
    void a_stopped_agent_lets_flows_run_and_decides_again_after_its_start() {
        agent.at("checkout").rejects(RejectReason.RATE_LIMITED);
        String address = agent.address();
        assertThat(decided("checkout")).isEqualTo(Decision.Type.REJECTED);

        agent.stop();
        assertThat(decided("checkout")).isEqualTo(Decision.Type.UNREACHABLE);

        agent.startAgain();
        assertThat(agent.address()).isEqualTo(address);
        await().atMost(LONG).until(() -> decided("checkout") == Decision.Type.REJECTED);
    }

    @Test
    void an_agent_that_starts_again_has_lost_its_counts_and_cached_values() {
        try (Flow flow = start("payments")) {
            assertThat(flow.setResultCache(VALUE, LONG).join()).isEqualTo(CacheUpdate.SUCCESS);
            assertThat(decided("payments")).isEqualTo(Decision.Type.REJECTED);

            agent.stop();
            agent.startAgain();

            await().atMost(LONG).until(() -> decided("checkout") == Decision.Type.ADMITTED);
            try (Flow next = start("payments")) {
                assertThat(next.decision().type()).isEqualTo(Decision.Type.ADMITTED);
                assertThat(next.resultCache()).isEqualTo(CacheLookup.MISS);
            }
        }
    }

    @Test
    void a_flow_that_waits_at_an_agent_that_stops_gets_an_answer() {
        assertThat(decided("reports")).isEqualTo(Decision.Type.ADMITTED);
        CompletableFuture<Flow> waiting =
                agent.flowControl().startAsync(FlowRequest.at("reports").timeout(LONG).build());
        agent.awaitWaiting(1);

        agent.stop();

        try (Flow flow = waiting.join()) {
            assertThat(flow.decision().type()).isNotEqualTo(Decision.Type.ADMITTED);
        }
    }

    @Test
    void a_silent_call_ends_when_the_agent_stops() {
        agent.at("checkout").isSilent();
        CompletableFuture<Flow> asking =
                agent.flowControl().startAsync(FlowRequest.at("checkout").timeout(LONG).build());
        agent.awaitFlows(1);

        agent.stop();

        try (Flow flow = asking.join()) {
            assertThat(flow.decision().type()).isEqualTo(Decision.Type.UNREACHABLE);
        }
    }

    @Test
    void a_stopped_agent_runs_in_the_next_test() {
        agent.stop();
        agent.stop();

        agent.reset();

        agent.startAgain();
        await().atMost(LONG).until(() -> decided("checkout") == Decision.Type.ADMITTED);
    }

    @Test
    void the_next_test_has_its_places_although_a_flow_of_this_one_is_open() {
        try (Flow open = start("payments")) {
            assertThat(open.decision().type()).isEqualTo(Decision.Type.ADMITTED);

            agent.reset();

            assertThat(decided("payments")).isEqualTo(Decision.Type.ADMITTED);
        }
    }

    @Test
    void the_next_test_has_full_buckets() {
        // The bucket's interval is longer than the time that a reset lets pass.
        assertThat(decided("yearly")).isEqualTo(Decision.Type.ADMITTED);
        assertThat(decided("yearly")).isEqualTo(Decision.Type.REJECTED);

        agent.reset();

        assertThat(decided("yearly")).isEqualTo(Decision.Type.ADMITTED);
    }
}
