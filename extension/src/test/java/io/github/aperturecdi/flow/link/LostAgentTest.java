package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.internal.Breaker;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.CheckResponse.RejectReason;
import io.github.aperturecdi.proto.otlp.trace.v1.Span;
import io.github.aperturecdi.testing.FaultyProxy;
import io.github.aperturecdi.testing.FaultyProxy.Mode;
import io.github.aperturecdi.testing.LiveThreads;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The link against networks and agents that fail in every way they know. */
@Tag("long")
class LostAgentTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(100);

    private static final long SPANS_OF_A_BATCH = 512;

    /** Generous: a machine may be slow, but nothing here may hang. */
    private static final Duration WATCHDOG = Duration.ofMinutes(3);

    /** For one call: its timeout, and what no machine is too slow for. */
    private static final Duration BOUND = SHORT.plusSeconds(30);

    private static final Set<Thread> THREADS_BEFORE = LiveThreads.now();
    private final ScriptedAgent agent = ScriptedAgent.start();
    private final FaultyProxy proxy = new FaultyProxy(agent.port());
    private final AgentLink link = AgentLink.open(new AgentEndpoint(proxy.address(), true, null));
    private final LoggedMessages log = new LoggedMessages();

    @BeforeEach
    void connect() {
        agent.at("checkout", Replies.rejected(RejectReason.REJECT_REASON_NO_TOKENS).build());
        await().until(link::connected);
        assertThat(check()).isEqualTo(Decision.Type.REJECTED);
    }

    @AfterEach
    void everything_is_released() {
        assertTimeoutPreemptively(WATCHDOG, link::close);
        proxy.close();
        agent.close();
        log.close();
    }

    /** The agent's threads live for a few seconds, so all are looked for once. */
    @AfterAll
    static void no_thread_is_left_behind() {
        await().atMost(WATCHDOG)
                .untilAsserted(() -> assertThat(LiveThreads.since(THREADS_BEFORE)).isEmpty());
    }

    private static FlowRequest request() {
        return FlowRequest.at("checkout").build();
    }

    private static ScriptedAgent.Script failing(Status.Code code) {
        Function<CheckRequest, CheckResponse> failing = ScriptedAgent.failing(code);
        return failing::apply;
    }

    private Decision.Type check() {
        return link.check(request(), LONG).type();
    }

    private Decision.Type shortCheck() {
        return link.check(request(), SHORT).type();
    }

    /** Of every call: one that is decided may be the probe of a breaker that stays open. */
    private void awaitControl() {
        await().atMost(WATCHDOG)
                .untilAsserted(
                        () -> {
                            for (int i = 0; i < 20; i++) {
                                assertThat(shortCheck()).isEqualTo(Decision.Type.REJECTED);
                            }
                        });
        await().atMost(WATCHDOG).until(link::connected);
    }

    /** What a check comes to while a fault lasts. */
    private static Set<Decision.Type> outcomes(Mode fault) {
        return switch (fault) {
            // Slow, or over with the next connection: in time for some.
            case DRIP, HALF_OPEN -> Set.of(Decision.Type.UNREACHABLE, Decision.Type.REJECTED);
            default -> Set.of(Decision.Type.UNREACHABLE);
        };
    }

    /**
     * Every fault of the network: an answer in time for each call, what was held accounted for, and
     * control when it is over.
     */
    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"REFUSE", "HANG", "RESET", "DRIP", "HALF_OPEN", "GARBAGE"})
    void a_fault_costs_each_call_bounded_time_and_control_returns(Mode fault) {
        Set<String> held = new HashSet<>();
        assertTimeoutPreemptively(
                WATCHDOG,
                () -> {
                    proxy.mode(fault);
                    List<CompletableFuture<Decision>> async = new ArrayList<>();
                    List<CompletableFuture<Long>> nanos = new ArrayList<>();
                    for (int i = 0; i < 100; i++) {
                        long start = System.nanoTime();
                        CompletableFuture<Decision> asked = link.checkAsync(request(), SHORT);
                        async.add(asked);
                        nanos.add(asked.thenApply(decision -> System.nanoTime() - start));
                        assertThat(outcomes(fault)).contains(shortCheck());
                        assertThat(System.nanoTime() - start).isLessThan(BOUND.toNanos());
                        link.end(Ends.holding("checkout", "held-" + i));
                        held.add("held-" + i);
                    }
                    assertThat(async)
                            .allMatch(asked -> outcomes(fault).contains(asked.join().type()));
                    assertThat(nanos).allMatch(taken -> taken.join() < BOUND.toNanos());
                });
        proxy.mode(Mode.FORWARD);
        awaitControl();
        assertNothingIsLostAnyMore();
        assertTimeoutPreemptively(WATCHDOG, link::close);
        assertThat(link.pendingEnds()).isZero();
        assertAccountedFor(held);
    }

    /** What ends after the fault is given back and reported: it may not be dropped and counted. */
    private void assertNothingIsLostAnyMore() {
        // Those of the fault may still wait for an answer, and they travel with what follows.
        await().atMost(WATCHDOG).until(() -> link.pendingEnds() == 0);
        List<String> calm = IntStream.range(0, 100).mapToObj(i -> "calm-" + i).toList();
        calm.forEach(id -> link.end(Ends.holding("checkout", id)));
        await().atMost(WATCHDOG).until(() -> agent.givenBack().containsAll(calm));
        await().atMost(WATCHDOG)
                .until(() -> agent.spans().stream().map(this::held).toList().containsAll(calm));
    }

    private String held(Span span) {
        return TelemetryTest.checkResponse(span)
                .getLimiterDecisions(0)
                .getConcurrencyLimiterInfo()
                .getRequestId();
    }

    /**
     * The span of a flow that ended during the fault has come, and is right about what the flow
     * held; or it is counted.
     */
    private void assertAccountedFor(Set<String> held) {
        Set<String> unheard = new HashSet<>(held);
        for (Span span : agent.spans()) {
            String id = held(span);
            assertThat(unheard.remove(id) || id.startsWith("calm-")).as(id).isTrue();
            if (TelemetryTest.checkResponse(span).getExpectEnd()) {
                assertThat(agent.givenBack()).contains(id);
            }
        }
        assertThat((long) unheard.size()).isLessThanOrEqualTo(link.droppedTelemetry());
    }

    /** Slow is not lost: who waits gets the decision. */
    @Test
    void a_dripping_connection_decides_for_callers_that_wait() {
        proxy.mode(Mode.DRIP);
        assertThat(check()).isEqualTo(Decision.Type.REJECTED);
    }

    /** Nothing but the calls themselves tells of it: no keepalive, no reset. */
    @Test
    void a_connection_that_died_in_silence_is_replaced() {
        proxy.mode(Mode.HALF_OPEN);
        assertThat(shortCheck()).isEqualTo(Decision.Type.UNREACHABLE);
        awaitControl();
    }

    @Test
    void a_hanging_agent_costs_one_timeout_per_probe_and_not_one_per_call() {
        agent.at("checkout", request -> null);
        assertTimeoutPreemptively(
                WATCHDOG,
                () -> {
                    // By timeouts alone, this would take 100 minutes.
                    for (int i = 0; i < 60_000; i++) {
                        assertThat(shortCheck()).isEqualTo(Decision.Type.UNREACHABLE);
                    }
                });
        assertThat(agent.checks()).hasSizeLessThan(100);
    }

    @Test
    void each_transition_is_logged_once() {
        agent.kill();
        await().until(() -> shortCheck() == Decision.Type.UNREACHABLE);
        for (int i = 0; i < 1_000; i++) {
            shortCheck();
        }
        agent.restart();
        awaitControl();
        assertThat(log.messages()).hasSize(2);
        assertThat(log.messages().get(0))
                .startsWith("APERTURE-303")
                .contains(proxy.address(), "(UNAVAILABLE");
        assertThat(log.messages().get(1)).startsWith("APERTURE-304");
    }

    @Test
    void closing_logs_nothing() {
        link.close();
        for (int i = 0; i < 100; i++) {
            assertThat(shortCheck()).isEqualTo(Decision.Type.UNREACHABLE);
        }
        assertThat(log.messages()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"RESOURCE_EXHAUSTED", "INVALID_ARGUMENT"})
    void an_error_of_one_request_does_not_keep_the_others_away(Status.Code code) {
        agent.at("bad", failing(code));
        for (int i = 0; i < 20; i++) {
            assertThat(link.check(FlowRequest.at("bad").build(), LONG).type())
                    .isEqualTo(Decision.Type.UNREACHABLE);
        }
        assertThat(check()).isEqualTo(Decision.Type.REJECTED);
        assertThat(log.messages()).noneMatch(message -> message.startsWith("APERTURE-303"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"UNIMPLEMENTED", "UNAUTHENTICATED", "INTERNAL", "UNKNOWN"})
    void a_peer_that_answers_no_check_is_lost(Status.Code code) {
        agent.at("checkout", failing(code));
        for (int i = 0; i < 20; i++) {
            assertThat(check()).isEqualTo(Decision.Type.UNREACHABLE);
        }
        assertThat(agent.checks()).hasSizeLessThan(20);
        agent.reset();
        await().atMost(WATCHDOG).until(() -> check() == Decision.Type.ADMITTED);
        for (int i = 0; i < 20; i++) {
            assertThat(check()).isEqualTo(Decision.Type.ADMITTED);
        }
    }

    /** A connection is not enough: a wrong key, or a proxy without an upstream, has one, too. */
    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"UNAVAILABLE", "UNAUTHENTICATED"})
    void a_peer_that_answers_no_check_is_not_connected(Status.Code code) {
        Breaker breaker = new Breaker(5, Duration.ofDays(1));
        try (AgentLink refused =
                AgentLink.open(new AgentEndpoint(proxy.address(), true, null), breaker)) {
            await().until(refused::connected);
            agent.at("checkout", failing(code));
            for (int i = 0; i < 5; i++) {
                assertThat(refused.connected()).isTrue();
                assertThat(refused.check(request(), LONG).type())
                        .isEqualTo(Decision.Type.UNREACHABLE);
            }
            assertThat(refused.connected()).isFalse();
            assertThat(agent.connections()).isEqualTo(2);
        }
    }

    /** An application that is not ready gets no calls, so that none could close the breaker. */
    @Test
    void a_health_check_alone_finds_it_connected_again() {
        agent.at("checkout", failing(Status.Code.UNAUTHENTICATED));
        for (int i = 0; i < 5; i++) {
            assertThat(check()).isEqualTo(Decision.Type.UNREACHABLE);
        }
        // A probe that is due, or under way, is no answer.
        int asked = agent.checks().size();
        await().atMost(WATCHDOG)
                .until(
                        () -> {
                            assertThat(link.connected()).isFalse();
                            return agent.checks().size() >= asked + 3;
                        });
        agent.reset();
        await().atMost(WATCHDOG).until(link::connected);
        // The first may be the probe of a breaker that stays open.
        for (int i = 0; i < 20; i++) {
            assertThat(check()).isEqualTo(Decision.Type.ADMITTED);
        }
    }

    /** Nobody is kept away by those who give an agent a millisecond. */
    @Test
    void impatient_callers_prove_nothing_against_an_agent_that_answers_others() {
        Breaker breaker = new Breaker(5, Duration.ofDays(1));
        FlowRequest impatient = FlowRequest.at("impatient").build();
        agent.at("impatient", request -> null);
        try (AgentLink shared =
                AgentLink.open(new AgentEndpoint(proxy.address(), true, null), breaker)) {
            assertThat(shared.check(request(), LONG).type()).isEqualTo(Decision.Type.REJECTED);
            for (int i = 0; i < 20; i++) {
                assertThat(shared.check(impatient, Duration.ofMillis(1)))
                        .isEqualTo(Decision.unreachable());
            }
            assertThat(shared.check(request(), LONG).type()).isEqualTo(Decision.Type.REJECTED);
            assertThat(log.messages()).isEmpty();
        }
    }

    /** As with a timeout of 50 ms for all. */
    @Test
    void an_agent_that_hangs_is_lost_to_impatient_callers_as_well() {
        agent.at("checkout", request -> null);
        assertTimeoutPreemptively(
                WATCHDOG,
                () -> {
                    // By timeouts alone, this would take 50 minutes.
                    for (int i = 0; i < 60_000; i++) {
                        assertThat(link.check(request(), Duration.ofMillis(50)))
                                .isEqualTo(Decision.unreachable());
                    }
                });
        assertThat(agent.checks()).hasSizeLessThan(200);
    }

    @Test
    void goaway_ends_no_call_that_is_under_way() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        agent.at(
                "slow",
                request -> {
                    asked.countDown();
                    try {
                        answer.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return Replies.rateLimited(Duration.ofSeconds(1), "p");
                });
        CompletableFuture<Decision> slow = link.checkAsync(FlowRequest.at("slow").build(), LONG);
        asked.await();
        agent.sayGoodbye();
        await().until(() -> shortCheck() == Decision.Type.UNREACHABLE);
        answer.countDown();
        assertThat(slow.join().type()).isEqualTo(Decision.Type.REJECTED);
        agent.kill();
        agent.restart();
        awaitControl();
    }

    @Test
    void a_restarted_agent_is_found_again() {
        for (int i = 0; i < 3; i++) {
            agent.kill();
            assertThat(shortCheck()).isEqualTo(Decision.Type.UNREACHABLE);
            agent.restart();
            awaitControl();
        }
    }

    /** A defect of official SDKs: no deadline, so a hung agent hung the request thread. */
    @Test
    void an_agent_that_hangs_in_flow_end_delays_neither_callers_nor_close_for_long() {
        agent.onFlowEnd(request -> null);
        assertTimeoutPreemptively(
                WATCHDOG,
                () -> {
                    for (int i = 0; i < 20_000; i++) {
                        link.end(Ends.holding("checkout", "held-" + i));
                    }
                    link.close();
                });
        // Each is reported by its span, or counted where there were too many. The spans of the
        // batch that the close cut off may be both.
        await().untilAsserted(
                        () ->
                                assertThat(agent.spans().size() + link.droppedTelemetry())
                                        .isBetween(20_000L, 20_000L + SPANS_OF_A_BATCH));
    }

    @Test
    void close_is_bounded_when_everything_hangs() {
        proxy.mode(Mode.HANG);
        for (int i = 0; i < 1_000; i++) {
            link.end(Ends.holding("checkout", "held-" + i));
        }
        CompletableFuture<Decision> check = link.checkAsync(request(), LONG);
        assertTimeoutPreemptively(WATCHDOG, link::close);
        assertThat(check.join()).isEqualTo(Decision.unreachable());
        await().until(() -> link.droppedTelemetry() == 1_000);
    }

    @Test
    void an_interrupted_close_releases_everything_all_the_same() {
        proxy.mode(Mode.HANG);
        link.end(Ends.holding("checkout", "held"));
        Thread.currentThread().interrupt();
        link.close();
        assertThat(Thread.interrupted()).isTrue();
    }

    /** What the link has logged since. */
    private static final class LoggedMessages extends Handler {

        private final Logger logger = Logger.getLogger(AgentLink.class.getName());
        private final List<String> messages = Collections.synchronizedList(new ArrayList<>());

        LoggedMessages() {
            logger.addHandler(this);
        }

        List<String> messages() {
            return List.copyOf(messages);
        }

        @Override
        public void publish(LogRecord logged) {
            messages.add(logged.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }
}
