package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.InflightToken;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.otlp.trace.v1.Span;
import io.github.aperturecdi.testing.DeepCalls;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import java.time.Duration;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stacks that really overflow: nothing that an agent gave out stays with nobody. */
@Tag("long")
class StackOverflowTest {

    private static final FlowRequest ANY = FlowRequest.at("any").build();

    private final AtomicInteger ids = new AtomicInteger();
    private final Queue<String> taken = new ConcurrentLinkedQueue<>();
    private final ScriptedAgent agent = ScriptedAgent.start();
    private final FlowControl flows =
            FlowControl.builder()
                    .agent(AgentLink.open(new AgentEndpoint(agent.address(), true, null)))
                    .timeout(Duration.ofSeconds(20))
                    .shutdownTimeout(Duration.ofDays(1))
                    .build();

    @AfterEach
    void close() {
        flows.close();
        agent.close();
    }

    private void script() {
        agent.at(
                "deep",
                request -> {
                    String id = "held-" + ids.incrementAndGet();
                    taken.add(id);
                    return Replies.holding(id);
                });
    }

    /** The nest: each call is controlled, and the innermost ones find no stack. */
    @ParameterizedTest
    @EnumSource(DeepCalls.Way.class)
    void what_a_nest_of_flows_took_is_given_back_when_the_stack_overflows(DeepCalls.Way way) {
        script();
        for (int variant = 0; variant < 2; variant++) {
            DeepCalls.overflow(variant, () -> new DeepCalls(flows, "deep", way).nest());
        }
        assertEverythingGivenBack();
    }

    /** The single flow, at each distance from the stack's end. */
    @ParameterizedTest
    @EnumSource(DeepCalls.Way.class)
    void what_a_flow_took_is_given_back_at_any_depth(DeepCalls.Way way) {
        script();
        DeepCalls.overflow(0, () -> new DeepCalls(flows, "deep", way).atEachDepth());
        assertEverythingGivenBack();
    }

    private long droppedSpans() {
        return flows.status().droppedTelemetry();
    }

    private void assertEverythingGivenBack() {
        // Each of them was asked for, got a flow, and ended.
        assertThat(taken).isNotEmpty();
        assertThat(flows.status().admitted()).isEqualTo(taken.size());
        assertThat(flows.status().unreachable()).isZero();
        assertThat(flows.status().activeFlows()).isZero();
        await().until(() -> flows.status().pendingEnds() == 0);
        // By its timeout it would take a day.
        assertTimeoutPreemptively(Duration.ofSeconds(60), flows::close);
        // A busy machine may have more spans at once than wait: those are counted. The spans of
        // the batch that the close cut off may be both.
        await().until(() -> agent.spans().size() + droppedSpans() >= taken.size());
        long dropped = droppedSpans();
        assertThat(agent.spans().size() + dropped).isLessThanOrEqualTo(taken.size() + 512L);
        Set<String> left = new HashSet<>(taken);
        agent.givenBack().forEach(left::remove);
        agent.spans().forEach(span -> askedBy(span).forEach(left::remove));
        assertThat(left.size()).isLessThanOrEqualTo((int) dropped);
    }

    /** Where an end was not answered in time, as on a busy machine, the span asks the agent. */
    private static Stream<String> askedBy(Span span) {
        CheckResponse receipt = TelemetryTest.checkResponse(span);
        return receipt.getExpectEnd()
                ? Stream.empty()
                : Ends.decision(receipt, ANY).inflight().stream().map(InflightToken::requestId);
    }
}
