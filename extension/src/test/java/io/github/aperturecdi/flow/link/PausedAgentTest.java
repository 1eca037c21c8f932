package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.internal.Breaker;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.FlowEndRequest;
import io.github.aperturecdi.proto.check.v1.FlowEndResponse;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.ExportTraceServiceRequest;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.ExportTraceServiceResponse;
import io.github.aperturecdi.testing.FaultyProxy;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An agent that is stopped for a while, and then answers callers that have gone. */
@Tag("long")
@Timeout(180)
class PausedAgentTest {

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final AtomicInteger ids = new AtomicInteger();
    private final Set<String> places = ConcurrentHashMap.newKeySet();
    private final ScriptedAgent agent = ScriptedAgent.start();
    private final FaultyProxy proxy = new FaultyProxy(agent.port());
    private final FlowControl flows =
            FlowControl.builder()
                    .agent(AgentLink.open(new AgentEndpoint(proxy.address(), true, null)))
                    .timeout(SHORT)
                    .build();

    @AfterEach
    void close() {
        proxy.mode(FaultyProxy.Mode.FORWARD);
        flows.close();
        proxy.close();
        agent.close();
    }

    private static FlowRequest asked(Duration timeout) {
        return FlowRequest.at("limited").timeout(timeout).build();
    }

    private void limit(int max) {
        agent.at("limited", request -> decide(max));
        agent.onFlowEnd(this::end);
        agent.onExport(this::asked);
        try (Flow flow = flows.start(asked(LONG))) {
            assertThat(flow.decision().type()).isEqualTo(Decision.Type.ADMITTED);
        }
        await().until(places::isEmpty);
    }

    private synchronized CheckResponse decide(int max) {
        if (places.size() >= max) {
            return Replies.rateLimited(Duration.ofHours(1), "limited");
        }
        String id = "place-" + ids.incrementAndGet();
        places.add(id);
        return Replies.holding(id);
    }

    private FlowEndResponse end(FlowEndRequest end) {
        end.getInflightRequestsList().forEach(ref -> places.remove(ref.getRequestId()));
        return FlowEndResponse.getDefaultInstance();
    }

    /** An agent takes back itself what a span says was not given back. */
    private ExportTraceServiceResponse asked(ExportTraceServiceRequest export) {
        export.getResourceSpansList().stream()
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .map(TelemetryTest::checkResponse)
                .filter(shown -> !shown.getExpectEnd())
                .flatMap(shown -> shown.getLimiterDecisionsList().stream())
                .forEach(made -> places.remove(made.getConcurrencyLimiterInfo().getRequestId()));
        return ExportTraceServiceResponse.getDefaultInstance();
    }

    @Test
    void late_admissions_leave_no_place_taken() {
        limit(2);
        proxy.mode(FaultyProxy.Mode.PAUSE);
        List<CompletableFuture<Flow>> asynchronous = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            asynchronous.add(flows.startAsync(asked(SHORT)));
            try (Flow flow = flows.start(asked(SHORT))) {
                assertThat(flow.decision()).isEqualTo(Decision.unreachable());
            }
        }
        assertThat(asynchronous)
                .allSatisfy(
                        flow ->
                                assertThat(flow.get(60, TimeUnit.SECONDS).decision())
                                        .isEqualTo(Decision.unreachable()));
        proxy.mode(FaultyProxy.Mode.FORWARD);
        await().until(() -> agent.checks("limited").size() > 6);
        await().until(places::isEmpty);
        await().until(
                        () -> {
                            try (Flow flow = flows.start(asked(LONG))) {
                                return flow.decision().type() == Decision.Type.ADMITTED;
                            }
                        });
    }

    /** It lives, though nobody waits for its answers any more. */
    @Test
    void a_late_answer_tells_that_the_agent_is_there() {
        limit(100);
        AgentLink link =
                AgentLink.open(
                        new AgentEndpoint(proxy.address(), true, null),
                        new Breaker(5, Duration.ofDays(1)));
        try {
            await().until(link::connected);
            proxy.mode(FaultyProxy.Mode.PAUSE);
            await().until(
                            () -> {
                                link.check(asked(SHORT), Duration.ofMillis(20));
                                return !link.connected();
                            });
            proxy.mode(FaultyProxy.Mode.FORWARD);
            await().until(link::connected);
            assertThat(link.check(FlowRequest.at("other").build(), LONG).type())
                    .isEqualTo(Decision.Type.ADMITTED);
        } finally {
            link.close();
        }
    }

    /** By its timeout, the probe would wait for a day. */
    @Test
    void a_caller_does_not_wait_for_an_agent_that_is_known_to_be_lost() {
        AgentLink link =
                AgentLink.open(
                        new AgentEndpoint(proxy.address(), true, null),
                        new Breaker(5, Duration.ZERO));
        try {
            await().until(link::connected);
            proxy.mode(FaultyProxy.Mode.PAUSE);
            await().until(
                            () -> {
                                link.check(asked(SHORT), Duration.ofMillis(20));
                                return !link.connected();
                            });
            assertThat(link.check(asked(SHORT), Duration.ofDays(1)).type())
                    .isEqualTo(Decision.Type.UNREACHABLE);
        } finally {
            link.close();
        }
    }

    /** Fewer at a time than the calls that may go on without their callers. */
    @Test
    void of_many_flows_at_once_none_leaves_a_place_behind() throws Exception {
        limit(Integer.MAX_VALUE);
        for (int round = 0; round < 5; round++) {
            CountDownLatch over = new CountDownLatch(4_000);
            AtomicInteger undecided = new AtomicInteger();
            for (int i = 0; i < 4_000; i++) {
                if (i == 2_000) {
                    proxy.mode(FaultyProxy.Mode.PAUSE);
                }
                flows.startAsync(asked(SHORT))
                        .thenAccept(
                                flow -> {
                                    if (flow.decision().type() == Decision.Type.UNREACHABLE) {
                                        undecided.incrementAndGet();
                                    }
                                    flow.close();
                                    over.countDown();
                                });
            }
            assertThat(over.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(undecided).hasValueGreaterThan(1_000);
            proxy.mode(FaultyProxy.Mode.FORWARD);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(places.size()).isZero());
        }
    }
}
