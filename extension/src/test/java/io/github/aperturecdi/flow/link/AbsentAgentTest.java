package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.internal.Breaker;
import io.github.aperturecdi.proto.check.v1.FlowEndResponse;
import io.github.aperturecdi.testing.FaultyProxy;
import io.github.aperturecdi.testing.FaultyProxy.Mode;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of ends and spans while the agent is away. */
@Tag("long")
class AbsentAgentTest {

    private static final Duration LONG = Duration.ofSeconds(40);
    private static final Duration SHORT = Duration.ofMillis(50);

    /** Generous: a machine may be slow. */
    private static final Duration WATCHDOG = Duration.ofSeconds(60);

    /** A close that waits for the agent takes longer than the watchdog allows. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofMinutes(10);

    private static final int FLOWS = 50;

    private final ScriptedAgent agent = ScriptedAgent.start();
    private final FaultyProxy proxy = new FaultyProxy(agent.port());
    private final AgentLink link =
            AgentLink.open(
                    new AgentEndpoint(proxy.address(), true, null), new Breaker(), CLOSE_TIMEOUT);

    /** How an agent goes and comes back. */
    enum Absence {
        KILLED {
            @Override
            void begin(AbsentAgentTest test) {
                test.agent.kill();
                await().until(() -> !test.link.connected());
            }

            @Override
            void end(AbsentAgentTest test) {
                test.agent.restart();
            }
        },
        REFUSING {
            @Override
            void begin(AbsentAgentTest test) {
                test.proxy.mode(Mode.REFUSE);
                await().until(() -> !test.link.connected());
            }

            @Override
            void end(AbsentAgentTest test) {
                test.proxy.mode(Mode.FORWARD);
            }
        },
        /** Known from checks that are not answered: the connection stands. */
        SILENT {
            @Override
            void begin(AbsentAgentTest test) {
                test.proxy.mode(Mode.HANG);
                await().until(
                                () -> {
                                    test.link.check(FlowRequest.at("lost").build(), SHORT);
                                    return !test.link.connected();
                                });
            }

            @Override
            void end(AbsentAgentTest test) {
                test.proxy.mode(Mode.FORWARD);
            }
        };

        abstract void begin(AbsentAgentTest test);

        abstract void end(AbsentAgentTest test);
    }

    @AfterEach
    void close() {
        assertTimeoutPreemptively(WATCHDOG, link::close);
        proxy.close();
        agent.close();
    }

    /** Half of them hold something. */
    private List<EndedFlow> decided() {
        agent.at(
                "held",
                request -> Replies.holding("held-" + request.getLabelsOrDefault("i", "none")));
        await().until(link::connected);
        List<EndedFlow> flows = new ArrayList<>();
        for (int i = 0; i < FLOWS; i++) {
            for (String controlPoint : List.of("held", "free")) {
                FlowRequest request = FlowRequest.at(controlPoint).label("i", "" + i).build();
                Decision decision = link.check(request, LONG);
                assertThat(decision.type()).isEqualTo(Decision.Type.ADMITTED);
                flows.add(Ends.of(request, decision));
            }
        }
        return flows;
    }

    private static List<String> held() {
        return IntStream.range(0, FLOWS).mapToObj(i -> "held-" + i).toList();
    }

    @ParameterizedTest
    @EnumSource(names = {"KILLED", "REFUSING"})
    void an_agent_that_was_away_for_a_moment_hears_of_every_end_once(Absence absence) {
        List<EndedFlow> flows = decided();
        absence.begin(this);
        flows.forEach(link::end);
        absence.end(this);
        await().atMost(WATCHDOG).until(link::connected);
        await().atMost(WATCHDOG).until(() -> agent.spans().size() >= flows.size());
        assertTimeoutPreemptively(WATCHDOG, link::close);
        assertThat(agent.givenBack()).containsExactlyInAnyOrderElementsOf(held());
        assertThat(agent.spans()).hasSize(flows.size());
        assertThat(agent.spans())
                .allMatch(span -> TelemetryTest.checkResponse(span).getExpectEnd());
        assertThat(link.droppedTelemetry()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void a_close_does_not_wait_for_an_agent_that_is_known_to_be_lost(Absence absence) {
        List<EndedFlow> flows = decided();
        absence.begin(this);
        flows.forEach(link::end);
        assertTimeoutPreemptively(WATCHDOG, link::close);
        assertThat(agent.givenBack()).isEmpty();
        await().until(() -> link.droppedTelemetry() == flows.size());
    }

    /** Only a check closes a breaker, and after slow ones there may come none. */
    @Test
    void an_open_breaker_costs_a_connected_agent_neither_ends_nor_spans() {
        Breaker breaker = new Breaker();
        AgentLink slow =
                AgentLink.open(
                        new AgentEndpoint(proxy.address(), true, null), breaker, CLOSE_TIMEOUT);
        List<EndedFlow> flows = decided();
        await().until(slow::connected);
        while (!breaker.isOpen()) {
            long now = System.nanoTime();
            breaker.failed(Objects.requireNonNull(breaker.permit("held", now)), "held", now);
        }
        flows.forEach(slow::end);
        slow.close();
        assertThat(agent.givenBack()).containsExactlyInAnyOrderElementsOf(held());
        assertThat(agent.spans()).hasSize(flows.size());
        assertThat(slow.droppedTelemetry()).isZero();
    }

    @Test
    void a_close_waits_for_an_agent_that_is_there() throws Exception {
        List<EndedFlow> flows = decided();
        CountDownLatch answer = new CountDownLatch(1);
        agent.onFlowEnd(
                request -> {
                    try {
                        answer.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return FlowEndResponse.getDefaultInstance();
                });
        flows.forEach(link::end);
        Thread closer = new Thread(link::close, "closer");
        closer.start();
        await().until(() -> closer.getState() == Thread.State.TIMED_WAITING);
        answer.countDown();
        closer.join(WATCHDOG.toMillis());
        assertThat(agent.givenBack()).containsExactlyInAnyOrderElementsOf(held());
        assertThat(agent.spans()).hasSize(flows.size());
    }

    /** gRPC's transparent retry would: after a reset it takes every call for one not processed. */
    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"RESET", "GARBAGE"})
    void a_check_whose_connection_breaks_is_not_sent_twice(Mode fault) {
        await().until(link::connected);
        agent.at(
                "checkout",
                request -> {
                    proxy.mode(fault);
                    proxy.mode(Mode.FORWARD);
                    return null;
                });
        FlowRequest request = FlowRequest.at("checkout").build();
        assertThat(link.check(request, LONG)).isEqualTo(Decision.unreachable());
        FlowRequest later = FlowRequest.at("later").build();
        await().until(() -> link.check(later, LONG).type() == Decision.Type.ADMITTED);
        assertThat(agent.checks("checkout")).hasSize(1);
    }
}
