package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.flow.spi.CachedValues;
import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.flow.spi.InflightToken;
import io.github.aperturecdi.internal.Breaker;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.FlowEndRequest;
import io.github.aperturecdi.proto.check.v1.LimiterDecision;
import io.github.aperturecdi.testing.EverythingLogged;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The link against an agent on a real socket. */
@Timeout(60)
class AgentLinkTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final ScriptedAgent agent = ScriptedAgent.start();
    private final AgentLink link = open(agent.address());

    private static AgentLink open(String address) {
        return AgentLink.open(new AgentEndpoint(address, true, null));
    }

    @AfterEach
    void close() {
        link.close();
        agent.close();
    }

    private static FlowRequest request() {
        return FlowRequest.at("checkout").label("user_id", "u-1").label("ünï", "vàl").build();
    }

    private static EndedFlow ended(Decision decision) {
        return Ends.of(request(), decision);
    }

    private Decision check() {
        return link.check(request(), LONG);
    }

    @Test
    void a_check_carries_control_point_labels_and_the_promise_of_an_end() {
        assertThat(check().type()).isEqualTo(Decision.Type.ADMITTED);
        assertThat(agent.checks())
                .containsExactly(
                        CheckRequest.newBuilder()
                                .setControlPoint("checkout")
                                .putLabels("user_id", "u-1")
                                .putLabels("ünï", "vàl")
                                .setExpectEnd(true)
                                .build());
    }

    /** A defect of official SDKs: what was below a second of the wait was lost. */
    @Test
    void a_refusal_keeps_the_agents_status_and_the_wait_to_the_nanosecond() {
        agent.at(
                "checkout",
                Replies.rateLimited(Duration.ofSeconds(3, 250_000_001), "rl").toBuilder()
                        .addLimiterDecisions(
                                limiterDecision("rl", true)) // one policy may refuse twice
                        .addLimiterDecisions(limiterDecision("passed", false))
                        .setDeniedResponseStatusCodeValue(451)
                        .build());
        assertThat(check().with(CachedValues.NONE, null))
                .isEqualTo(
                        Decision.rejected(
                                RejectReason.RATE_LIMITED,
                                451,
                                Duration.ofSeconds(3, 250_000_001),
                                List.of("rl"),
                                List.of()));
    }

    private static LimiterDecision limiterDecision(String policy, boolean dropped) {
        return LimiterDecision.newBuilder().setPolicyName(policy).setDropped(dropped).build();
    }

    @Test
    void a_reason_from_the_future_is_unspecified() {
        agent.at(
                "checkout",
                CheckResponse.newBuilder()
                        .setDecisionTypeValue(1)
                        .setRejectReasonValue(99)
                        .build());
        assertThat(check().type()).isEqualTo(Decision.Type.REJECTED);
        assertThat(check().reason()).isEqualTo(RejectReason.UNSPECIFIED);
    }

    @Test
    void a_type_of_decision_from_the_future_is_none() {
        agent.at("checkout", CheckResponse.newBuilder().setDecisionTypeValue(7).build());
        assertThat(check()).isEqualTo(Decision.unreachable());
        assertThat(link.checkAsync(request(), LONG).join()).isEqualTo(Decision.unreachable());
    }

    /** A defect of official SDKs: references of schedulers were forgotten. */
    @Test
    void limiter_and_scheduler_references_are_ended_and_dropped_ones_are_not() {
        agent.at(
                "checkout",
                CheckResponse.newBuilder()
                        .addLimiterDecisions(Replies.limiter("one"))
                        .addLimiterDecisions(Replies.scheduler("two"))
                        .addLimiterDecisions(Replies.limiter(""))
                        .addLimiterDecisions(Replies.limiter("three").toBuilder().setDropped(true))
                        .build());
        Decision decision = check();
        assertThat(decision.inflight())
                .containsExactly(
                        new InflightToken(
                                "limited", "hash-of-limited", "root.0", "user:x", "one", 1),
                        new InflightToken(
                                "scheduled", "hash-of-scheduled", "root.1", "user:x", "two", 2.5));
        link.end(ended(decision));
        await().until(() -> agent.ends().size() == 1);
        FlowEndRequest end = agent.ends().get(0);
        assertThat(end.getControlPoint()).isEqualTo("checkout");
        assertThat(end.getInflightRequestsList())
                .extracting(ref -> ref.getRequestId() + " " + ref.getTokens())
                .containsExactly("one 1.0", "two 2.5");
    }

    @Test
    void a_cancelled_caller_does_not_take_the_end_with_it() {
        agent.at("checkout", Replies.holding("one"));
        Decision decision = check();
        var cancelled = Context.current().withCancellation();
        cancelled.cancel(null);
        cancelled.run(() -> link.end(ended(decision)));
        await().until(() -> agent.ends().size() == 1);
    }

    @Test
    void close_awaits_the_ends_under_way() {
        agent.at("checkout", Replies.holding("one"));
        Decision decision = check();
        for (int i = 0; i < 100; i++) {
            link.end(ended(decision));
        }
        link.close();
        assertThat(agent.givenBack()).hasSize(100);
        assertThat(agent.spans()).hasSize(100);
        assertThat(link.droppedTelemetry()).isZero();
    }

    @Test
    void an_end_that_the_agent_does_not_know_affects_no_flow() {
        agent.at("checkout", Replies.holding("one"));
        agent.onFlowEnd(ScriptedAgent.failing(Status.Code.UNIMPLEMENTED));
        link.end(ended(check()));
        await().until(() -> agent.ends().size() == 1);
        assertThat(check().type()).isEqualTo(Decision.Type.ADMITTED);
    }

    @Test
    void after_close_there_is_no_decision_and_no_exception() {
        link.close();
        assertThat(check()).isEqualTo(Decision.unreachable());
        link.end(ended(Decision.admitted(List.of(new InflightToken("p", "h", "c", "l", "r", 1)))));
        link.close();
    }

    @Test
    void an_agent_that_never_answers_costs_the_timeout() {
        agent.at("checkout", request -> null);
        assertThat(link.check(request(), SHORT)).isEqualTo(Decision.unreachable());
    }

    @Test
    void an_address_without_a_listener_is_unreachable() {
        agent.kill();
        assertThat(check()).isEqualTo(Decision.unreachable());
        assertThat(link.connected()).isFalse();
    }

    @Test
    void an_interrupted_caller_gets_no_run_and_stays_interrupted() {
        agent.at("checkout", request -> null);
        Thread.currentThread().interrupt();
        assertThat(check()).isEqualTo(Decision.callerGone());
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void control_comes_back_with_the_agent() {
        agent.at(
                "checkout",
                Replies.rejected(CheckResponse.RejectReason.REJECT_REASON_NO_TOKENS).build());
        assertThat(check().type()).isEqualTo(Decision.Type.REJECTED);
        agent.kill();
        await().until(() -> check().type() == Decision.Type.UNREACHABLE);
        agent.restart();
        await().until(() -> check().type() == Decision.Type.REJECTED);
        assertThat(link.connected()).isTrue();
    }

    @Test
    void it_connects_before_the_first_check() {
        await().until(() -> agent.connections() == 1);
    }

    @Test
    void a_peer_that_accepts_connections_and_says_nothing_is_unreachable() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                AgentLink toDeaf = open("localhost:" + deaf.getLocalPort())) {
            assertThat(toDeaf.connected()).isFalse();
            assertThat(toDeaf.check(request(), SHORT)).isEqualTo(Decision.unreachable());
        }
    }

    /**
     * Opening to a peer that says nothing neither sleeps nor parks nor waits, as the JVM counts it.
     * A lock that another thread holds at the moment counts as well, so one opening of several has
     * to be free of it.
     */
    @Test
    void opening_waits_for_nothing() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String address = "localhost:" + deaf.getLocalPort();
            List<Long> waits = new ArrayList<>();
            for (int i = 0; i < 10 && !waits.contains(0L); i++) {
                long before = waitsOfThisThread();
                AgentLink toDeaf = open(address);
                waits.add(waitsOfThisThread() - before);
                toDeaf.close();
            }
            assertThat(waits).as("how often each opening has waited").contains(0L);
        }
    }

    private static long waitsOfThisThread() {
        return ManagementFactory.getThreadMXBean()
                .getThreadInfo(Thread.currentThread().getId())
                .getWaitedCount();
    }

    @Test
    void an_end_does_not_wait_for_its_answer_and_closing_not_for_ever() {
        agent.at("checkout", Replies.holding("one"));
        agent.onFlowEnd(request -> null);
        Decision decision = check();
        for (int i = 0; i < 100; i++) {
            link.end(ended(decision));
        }
        await().until(() -> !agent.ends().isEmpty());
        link.close();
        link.close();
    }

    private static final String API_KEY = "s3cret-key";

    /** The peer runs in this JVM as well; it reads the header, and shows all headers at FINE. */
    private static final String SERVER_OF_THE_TEST = "io.grpc.okhttp.OkHttpServerTransport ";

    private static Object apiKey(Metadata headers) {
        return headers.get(Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER));
    }

    @Test
    void the_api_key_travels_with_every_call() {
        AgentEndpoint endpoint = new AgentEndpoint(agent.address(), true, API_KEY);
        try (AgentLink withKey = AgentLink.open(endpoint, new Breaker(), LONG)) {
            agent.at("checkout", Replies.holding("one"));
            withKey.end(ended(withKey.check(request(), LONG)));
            withKey.cacheGet(new CacheKey.Global("k")).join();
        }
        assertThat(agent.ends()).hasSize(1);
        assertThat(agent.exports()).hasSize(1);
        assertThat(agent.headers())
                .extracting(AgentLinkTest::apiKey)
                .containsExactly(API_KEY, API_KEY, API_KEY, API_KEY);
    }

    /** Whatever level a logger has: this library's, gRPC's, the JDK's. */
    @Test
    void the_api_key_is_never_logged_and_in_no_text() {
        try (EverythingLogged log = new EverythingLogged()) {
            AgentEndpoint endpoint = new AgentEndpoint(agent.address(), true, API_KEY);
            try (AgentLink withKey = AgentLink.open(endpoint, new Breaker(1, Duration.ZERO))) {
                agent.at("checkout", Replies.holding("one"));
                withKey.end(ended(withKey.check(request(), LONG)));
                withKey.cacheGet(new CacheKey.Global("k")).join();
                // Refused for its key, and then away: both are told, and so is the way back.
                agent.at(
                        "checkout",
                        request -> {
                            throw Status.UNAUTHENTICATED.asRuntimeException();
                        });
                assertThat(withKey.check(request(), LONG))
                        .returns(Decision.Type.UNREACHABLE, Decision::type)
                        .returns(RejectReason.NOT_ACCEPTED, Decision::reason);
                agent.kill();
                assertThat(withKey.check(request(), LONG)).isEqualTo(Decision.unreachable());
                agent.reset();
                agent.restart();
                await().until(
                                () ->
                                        withKey.check(request(), LONG).type()
                                                == Decision.Type.ADMITTED);
                assertThat(withKey.toString() + endpoint).doesNotContain(API_KEY);
            }
            List<String> records =
                    log.records().stream()
                            .filter(record -> !record.startsWith(SERVER_OF_THE_TEST))
                            .toList();
            // Not the whole list in a message: it is long.
            assertThat(records.stream().anyMatch(record -> record.startsWith("io.grpc"))).isTrue();
            assertThat(records.stream().anyMatch(record -> record.contains("APERTURE-304")))
                    .isTrue();
            assertThat(records.stream().filter(record -> record.contains(API_KEY))).isEmpty();
        }
    }

    @Test
    void tls_is_not_spoken_to_a_plaintext_agent_and_plaintext_not_instead_of_tls() {
        try (AgentLink secure = AgentLink.open(new AgentEndpoint(agent.address(), false, "key"))) {
            assertThat(secure.check(request(), LONG)).isEqualTo(Decision.unreachable());
        }
        assertThat(agent.headers()).isEmpty();
    }
}
