package io.github.aperturecdi.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.embedded.internal.engine.Engine;
import io.github.aperturecdi.embedded.internal.engine.Limits;
import io.github.aperturecdi.embedded.internal.engine.ManualTicker;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.link.AgentEndpoint;
import io.github.aperturecdi.flow.link.AgentLink;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.CheckResponse.DecisionType;
import io.github.aperturecdi.proto.check.v1.CheckResponse.RejectReason;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc.FlowControlServiceBlockingStub;
import io.github.aperturecdi.proto.check.v1.FlowEndRequest;
import io.github.aperturecdi.proto.check.v1.FlowEndResponse;
import io.github.aperturecdi.proto.check.v1.InflightRequestRef;
import io.github.aperturecdi.proto.check.v1.LimiterDecision;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.DetailsCase;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.LimiterReason;
import io.github.aperturecdi.proto.check.v1.StatusCode;
import io.github.aperturecdi.proto.check.v1.TokenReturnStatus;
import io.github.aperturecdi.testing.LoggedMessages;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The gRPC face, over a socket. */
@Timeout(180)
class AgentServerTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ManualTicker time = new ManualTicker();
    private AgentServer server;
    private ManagedChannel channel;

    @BeforeEach
    void serve() throws IOException {
        Engine engine =
                new Engine(
                        List.of(
                                Limits.of("rates").by("user").rate(2, 1, MINUTE).policy(),
                                Limits.of("flights").status(503).concurrency(3, MINUTE).policy()),
                        time);
        server = AgentServer.start(engine, 0);
        channel =
                Grpc.newChannelBuilder(server.target(), InsecureChannelCredentials.create())
                        .build();
    }

    @AfterEach
    void close() throws InterruptedException {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        server.close();
    }

    private FlowControlServiceBlockingStub agent() {
        return FlowControlServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(60, TimeUnit.SECONDS);
    }

    private CheckResponse check(Map<String, String> labels) {
        return agent().check(
                        CheckRequest.newBuilder()
                                .setControlPoint("checkout")
                                .putAllLabels(labels)
                                .setExpectEnd(true)
                                .build());
    }

    @Test
    void an_admission_says_everything_that_the_agents_does() {
        Instant before = Instant.now().minusSeconds(1);

        CheckResponse response = check(Map.of("user", "ann", "tier", "free"));

        assertThat(response.getDecisionType()).isEqualTo(DecisionType.DECISION_TYPE_ACCEPTED);
        assertThat(response.getRejectReason()).isEqualTo(RejectReason.REJECT_REASON_NONE);
        assertThat(response.getServicesList()).containsExactly("any");
        assertThat(response.getControlPoint()).isEqualTo("checkout");
        assertThat(response.getFlowLabelKeysList()).containsExactly("tier", "user");
        assertThat(response.getTelemetryFlowLabelsMap())
                .isEqualTo(
                        Map.of(
                                "user", "ann",
                                "tier", "free",
                                "aperture.control_point_type", "feature"));
        assertThat(response.getExpectEnd()).isTrue();
        assertThat(response.hasWaitTime()).isFalse();
        assertThat(response.hasCacheLookupResponse()).isFalse();
        assertThat(response.getDeniedResponseStatusCodeValue()).isZero();
        Instant start =
                Instant.ofEpochSecond(
                        response.getStart().getSeconds(), response.getStart().getNanos());
        Instant end =
                Instant.ofEpochSecond(response.getEnd().getSeconds(), response.getEnd().getNanos());
        assertThat(start).isAfter(before).isBeforeOrEqualTo(end);
        assertThat(end).isBeforeOrEqualTo(Instant.now());

        LimiterDecision rate = response.getLimiterDecisions(0);
        assertThat(rate.getPolicyName()).isEqualTo("rates");
        assertThat(rate.getPolicyHash()).isEqualTo("rates-hash");
        assertThat(rate.getComponentId()).isEqualTo("root.0");
        assertThat(rate.getRateLimiterInfo().getLabel()).isEqualTo("user:ann");
        assertThat(rate.getRateLimiterInfo().getTokensInfo().getRemaining()).isEqualTo(1);
        assertThat(rate.getRateLimiterInfo().getTokensInfo().getCurrent()).isEqualTo(1);
        assertThat(rate.getRateLimiterInfo().getTokensInfo().getConsumed()).isEqualTo(1);
        LimiterDecision flight = response.getLimiterDecisions(1);
        assertThat(flight.getDetailsCase()).isEqualTo(DetailsCase.CONCURRENCY_LIMITER_INFO);
        assertThat(flight.getConcurrencyLimiterInfo().getLabel()).isEqualTo("default");
        assertThat(flight.getConcurrencyLimiterInfo().getRequestId()).isNotEmpty();
        assertThat(flight.getConcurrencyLimiterInfo().getTokensInfo().getRemaining()).isEqualTo(3);
        assertThat(flight.getConcurrencyLimiterInfo().getTokensInfo().getConsumed()).isEqualTo(1);
    }

    @Test
    void a_refusal_has_a_reason_a_status_and_a_wait() {
        check(Map.of("user", "ann"));
        check(Map.of("user", "ann"));
        time.pass(Duration.ofMillis(500));

        CheckResponse response = check(Map.of("user", "ann"));

        assertThat(response.getDecisionType()).isEqualTo(DecisionType.DECISION_TYPE_REJECTED);
        assertThat(response.getRejectReason()).isEqualTo(RejectReason.REJECT_REASON_RATE_LIMITED);
        assertThat(response.getDeniedResponseStatusCode()).isEqualTo(StatusCode.TooManyRequests);
        assertThat(response.getWaitTime().getSeconds()).isEqualTo(59);
        assertThat(response.getWaitTime().getNanos()).isEqualTo(500_000_000);
        assertThat(response.getLimiterDecisions(0).getDropped()).isTrue();
        assertThat(response.getLimiterDecisions(0).getDeniedResponseStatusCode())
                .isEqualTo(StatusCode.TooManyRequests);
        assertThat(response.getLimiterDecisions(0).getWaitTime()).isEqualTo(response.getWaitTime());
        assertThat(response.getLimiterDecisions(1).getDropped()).isFalse();
        assertThat(response.getLimiterDecisions(1).getConcurrencyLimiterInfo().getRequestId())
                .isEmpty();
    }

    @Test
    void a_flow_without_the_label_is_told_so() {
        LimiterDecision decision = check(Map.of()).getLimiterDecisions(0);

        assertThat(decision.getDropped()).isFalse();
        assertThat(decision.getReason()).isEqualTo(LimiterReason.LIMITER_REASON_KEY_NOT_FOUND);
        assertThat(decision.getRateLimiterInfo().getLabel()).isEmpty();
    }

    @Test
    void ramp_mode_finds_no_ramp() {
        CheckResponse response =
                agent().check(
                                CheckRequest.newBuilder()
                                        .setControlPoint("checkout")
                                        .setRampMode(true)
                                        .build());

        assertThat(response.getDecisionType()).isEqualTo(DecisionType.DECISION_TYPE_REJECTED);
        assertThat(response.getRejectReason())
                .isEqualTo(RejectReason.REJECT_REASON_NO_MATCHING_RAMP);
        assertThat(response.getDeniedResponseStatusCodeValue()).isZero();
        assertThat(response.getLimiterDecisionsCount()).isZero();
    }

    @Test
    void an_end_is_answered_for_each_reference() {
        LimiterDecision held = check(Map.of()).getLimiterDecisions(1);
        InflightRequestRef reference =
                InflightRequestRef.newBuilder()
                        .setPolicyName(held.getPolicyName())
                        .setPolicyHash(held.getPolicyHash())
                        .setComponentId(held.getComponentId())
                        .setLabel(held.getConcurrencyLimiterInfo().getLabel())
                        .setRequestId(held.getConcurrencyLimiterInfo().getRequestId())
                        .setTokens(1)
                        .build();
        InflightRequestRef otherVersion = reference.toBuilder().setPolicyHash("old").build();
        InflightRequestRef nameless = reference.toBuilder().clearRequestId().build();

        var response =
                agent().flowEnd(
                                FlowEndRequest.newBuilder()
                                        .setControlPoint("checkout")
                                        .addAllInflightRequests(
                                                List.of(
                                                        reference,
                                                        reference,
                                                        otherVersion,
                                                        nameless))
                                        .build());

        assertThat(response.getTokenReturnStatusesList())
                .containsExactly(
                        status(reference, true, ""),
                        status(reference, false, ""),
                        status(otherVersion, false, "flow ender not found for limiter id"),
                        status(nameless, false, "request id cannot be empty"));
        assertThat(
                        check(Map.of())
                                .getLimiterDecisions(1)
                                .getConcurrencyLimiterInfo()
                                .getTokensInfo()
                                .getCurrent())
                .isZero();
    }

    private static TokenReturnStatus status(
            InflightRequestRef reference, boolean returned, String error) {
        return TokenReturnStatus.newBuilder()
                .setInflightRequestRef(reference)
                .setReturned(returned)
                .setError(error)
                .build();
    }

    @Test
    void an_end_of_nothing_is_an_empty_answer() {
        assertThat(
                        agent().flowEnd(FlowEndRequest.getDefaultInstance())
                                .getTokenReturnStatusesCount())
                .isZero();
    }

    @Test
    void a_flow_without_a_control_point_is_admitted() {
        CheckResponse response = agent().check(CheckRequest.getDefaultInstance());

        assertThat(response.getDecisionType()).isEqualTo(DecisionType.DECISION_TYPE_ACCEPTED);
        assertThat(response.getLimiterDecisionsCount()).isZero();
    }

    @Test
    void many_large_and_strange_labels_come_back_as_they_went() {
        Map<String, String> labels = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            labels.put("key" + i, "välue \uD83D\uDE00 " + i);
        }
        labels.put("user", "x".repeat(500_000));
        labels.put("", "");

        CheckResponse response = check(labels);

        assertThat(response.getTelemetryFlowLabelsMap())
                .containsAllEntriesOf(labels)
                .hasSize(10_003);
        assertThat(response.getFlowLabelKeysList()).hasSize(10_002).isSorted();
        assertThat(response.getLimiterDecisions(0).getRateLimiterInfo().getLabel())
                .hasSize(500_005);
    }

    @Test
    void a_request_past_the_size_of_a_message_is_refused_and_the_next_is_not() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> check(Map.of("user", "x".repeat(5_000_000))))
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            e ->
                                    assertThat(e.getStatus().getCode())
                                            .isEqualTo(Status.Code.RESOURCE_EXHAUSTED))
                    .hasMessageContaining("APERTURE-262");
        }

        assertThat(check(Map.of()).getDecisionType())
                .isEqualTo(DecisionType.DECISION_TYPE_ACCEPTED);
    }

    @Test
    void the_link_of_the_core_understands_it() {
        FlowRequest request = FlowRequest.at("checkout").label("user", "ann").build();
        try (AgentLink link = AgentLink.open(new AgentEndpoint(server.target(), true, null))) {
            Decision first = link.check(request, Duration.ofSeconds(60));
            Decision second = link.check(request, Duration.ofSeconds(60));
            Decision third = link.check(request, Duration.ofSeconds(60));

            assertThat(first.type()).isEqualTo(Decision.Type.ADMITTED);
            assertThat(first.inflight()).hasSize(1);
            assertThat(third.type()).isEqualTo(Decision.Type.REJECTED);
            assertThat(third.deniedStatus()).isEqualTo(429);
            assertThat(third.waitTime()).isEqualTo(MINUTE);
            assertThat(third.violatedPolicies()).containsExactly("rates");
            assertThat(third.inflight()).isEmpty();
            link.end(Ends.of(first));
            link.end(Ends.of(second));
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> inFlight() == 0);
        }
    }

    private double inFlight() {
        // A third flow of this user is refused, and leaves nothing in flight.
        return check(Map.of("user", "ann"))
                .getLimiterDecisions(1)
                .getConcurrencyLimiterInfo()
                .getTokensInfo()
                .getCurrent();
    }

    @Test
    void a_closed_server_frees_its_port() throws Exception {
        check(Map.of());
        int port = server.address().getPort();

        server.close();
        server.close();

        new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    }

    @Test
    void a_second_close_has_no_effect_and_logs_nothing() {
        server.close();

        try (LoggedMessages log =
                new LoggedMessages("io.grpc.protobuf.services.HealthServiceImpl")) {
            server.close();

            assertThat(log.messages()).isEmpty();
        }
    }

    @Test
    void a_port_in_use_is_an_error() {
        int port = server.address().getPort();

        assertThatThrownBy(() -> AgentServer.start(Limits.of("p").engine(time), port))
                .isInstanceOf(IOException.class);
    }

    @Test
    void only_this_machine_is_served_by_default() {
        assertThat(server.address().getAddress().isLoopbackAddress()).isTrue();
    }

    @Test
    void flow_ends_past_the_size_of_a_message_are_refused_and_the_next_is_not() {
        InflightRequestRef reference =
                InflightRequestRef.newBuilder().setRequestId("x".repeat(5 << 20)).build();

        assertThatThrownBy(
                        () ->
                                agent().flowEnd(
                                                FlowEndRequest.newBuilder()
                                                        .addInflightRequests(reference)
                                                        .build()))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("RESOURCE_EXHAUSTED: APERTURE-262: The request has ");
        assertThat(agent().flowEnd(FlowEndRequest.getDefaultInstance()))
                .isEqualTo(FlowEndResponse.getDefaultInstance());
    }
}
