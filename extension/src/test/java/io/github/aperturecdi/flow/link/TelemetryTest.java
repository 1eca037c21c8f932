package io.github.aperturecdi.flow.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.FlowStatus;
import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.proto.check.v1.CacheLookupResponse;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.CheckResponse.RejectReason;
import io.github.aperturecdi.proto.check.v1.FlowEndResponse;
import io.github.aperturecdi.proto.check.v1.KeyLookupResponse;
import io.github.aperturecdi.proto.check.v1.LimiterDecision;
import io.github.aperturecdi.proto.check.v1.TokenReturnStatus;
import io.github.aperturecdi.proto.otlp.common.v1.AnyValue;
import io.github.aperturecdi.proto.otlp.common.v1.KeyValue;
import io.github.aperturecdi.proto.otlp.trace.v1.Span;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What agents are shown of a flow. */
@Tag("long")
class TelemetryTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final ScriptedAgent agent = ScriptedAgent.start();
    private final AgentLink link = AgentLink.open(new AgentEndpoint(agent.address(), true, null));

    @AfterEach
    void close() {
        link.close();
        agent.close();
    }

    private EndedFlow ended(FlowRequest request, FlowStatus status, int httpStatus) {
        Decision decision = link.check(request, LONG);
        long now = System.nanoTime();
        return new EndedFlow(
                request.controlPoint(),
                request.sensitiveLabels(),
                decision,
                status,
                httpStatus,
                now - TimeUnit.MILLISECONDS.toNanos(30),
                now - TimeUnit.MILLISECONDS.toNanos(20),
                now);
    }

    private static FlowRequest request() {
        return FlowRequest.at("checkout").build();
    }

    private Span span(EndedFlow flow) {
        link.end(flow);
        await().until(() -> agent.spans().size() == 1);
        return agent.spans().get(0);
    }

    private static Map<String, AnyValue> attributes(Span span) {
        return span.getAttributesList().stream()
                .collect(Collectors.toMap(KeyValue::getKey, KeyValue::getValue));
    }

    private static String text(Span span, String key) {
        AnyValue value = attributes(span).get(key);
        assertThat(value.getValueCase()).isEqualTo(AnyValue.ValueCase.STRING_VALUE);
        return value.getStringValue();
    }

    private static long number(Span span, String key) {
        AnyValue value = attributes(span).get(key);
        assertThat(value.getValueCase()).isEqualTo(AnyValue.ValueCase.INT_VALUE);
        return value.getIntValue();
    }

    static CheckResponse checkResponse(Span span) {
        try {
            return CheckResponse.parseFrom(
                    Base64.getDecoder().decode(text(span, "aperture.check_response")));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_flow_is_one_span_with_everything_that_agents_read() {
        CheckResponse response =
                CheckResponse.newBuilder()
                        .setControlPoint("checkout")
                        .putTelemetryFlowLabels("user", "bob")
                        .addLimiterDecisions(
                                LimiterDecision.newBuilder().setPolicyName("p").setPolicyHash("h"))
                        .build();
        agent.at("checkout", response);
        long before = Instant.now().minusSeconds(5).toEpochMilli();
        Span span = span(ended(request(), FlowStatus.OK, 201));
        assertThat(span.getName()).isEqualTo("Aperture Check");
        assertThat(span.getTraceId().size()).isEqualTo(16);
        assertThat(span.getSpanId().size()).isEqualTo(8);
        assertThat(attributes(span)).hasSize(10);
        assertThat(text(span, "aperture.source")).isEqualTo("sdk");
        assertThat(text(span, "aperture.flow.status")).isEqualTo("OK");
        assertThat(text(span, "http.status_code")).isEqualTo("201");
        assertThat(checkResponse(span)).isEqualTo(response.toBuilder().setExpectEnd(true).build());
        long start = number(span, "aperture.flow_start_timestamp");
        long workload = number(span, "aperture.workload_start_timestamp");
        long end = number(span, "aperture.flow_end_timestamp");
        assertThat(workload - start).isEqualTo(TimeUnit.MILLISECONDS.toNanos(10));
        assertThat(end - workload).isEqualTo(TimeUnit.MILLISECONDS.toNanos(20));
        assertThat(number(span, "aperture.flow_start_timestamp_ms"))
                .isEqualTo(start / 1_000_000)
                .isBetween(before, Instant.now().plusSeconds(5).toEpochMilli());
        assertThat(number(span, "aperture.workload_start_timestamp_ms"))
                .isEqualTo(workload / 1_000_000);
        assertThat(number(span, "aperture.flow_end_timestamp_ms")).isEqualTo(end / 1_000_000);
    }

    @Test
    void an_unknown_http_status_is_left_out() {
        Span span = span(ended(request(), FlowStatus.ERROR, 0));
        assertThat(attributes(span)).doesNotContainKey("http.status_code");
        assertThat(text(span, "aperture.flow.status")).isEqualTo("Error");
    }

    /** A defect of official SDKs: rejected flows were reported as OK. */
    @Test
    void a_rejected_flow_is_reported_as_unset() {
        agent.at("checkout", Replies.rejected(RejectReason.REJECT_REASON_RATE_LIMITED).build());
        try (FlowControl flows = FlowControl.builder().agent(link).timeout(LONG).build()) {
            assertThat(flows.start(request()).shouldRun()).isFalse();
            await().until(() -> agent.spans().size() == 1);
        }
        assertThat(text(agent.spans().get(0), "aperture.flow.status")).isEqualTo("Unset");
        // A policy may refuse with a 3xx, which agents would take for success.
        assertThat(attributes(agent.spans().get(0))).doesNotContainKey("http.status_code");
        assertThat(checkResponse(agent.spans().get(0)).getRejectReason())
                .isEqualTo(RejectReason.REJECT_REASON_RATE_LIMITED);
    }

    @Test
    void an_unreachable_flow_has_no_span() {
        link.end(Ends.of(request(), Decision.unreachable()));
        link.end(Ends.of(request(), Decision.admitted()));
        link.close();
        assertThat(agent.spans()).isEmpty();
        assertThat(link.droppedTelemetry()).isZero();
    }

    @Test
    void cached_values_and_sensitive_labels_are_not_shown() {
        KeyLookupResponse hit =
                KeyLookupResponse.newBuilder().setValue(ByteString.copyFromUtf8("s3cret")).build();
        agent.at(
                "checkout",
                CheckResponse.newBuilder()
                        .putTelemetryFlowLabels("iban", "s3cret")
                        .putTelemetryFlowLabels("tier", "gold")
                        .addLimiterDecisions(
                                LimiterDecision.newBuilder()
                                        .setRateLimiterInfo(
                                                LimiterDecision.RateLimiterInfo.newBuilder()
                                                        .setLabel("iban:s3cret")))
                        .setCacheLookupResponse(
                                CacheLookupResponse.newBuilder()
                                        .setResultCacheResponse(hit)
                                        .putGlobalCacheResponses("g", hit))
                        .build());
        Span span =
                span(
                        ended(
                                FlowRequest.at("checkout")
                                        .label("iban", "s3cret")
                                        .sensitive("iban")
                                        .resultCacheKey("k")
                                        .globalCacheKey("g")
                                        .build(),
                                FlowStatus.OK,
                                0));
        CheckResponse shown = checkResponse(span);
        assertThat(shown.toByteString().toStringUtf8()).doesNotContain("s3cret");
        assertThat(shown.getTelemetryFlowLabelsMap()).containsOnly(Map.entry("tier", "gold"));
        assertThat(shown.getCacheLookupResponse().hasResultCacheResponse()).isTrue();
        assertThat(shown.getCacheLookupResponse().getGlobalCacheResponsesMap()).containsKey("g");
    }

    /** With a {@code workload_label_key}, an agent names the workload by the label's value. */
    static Stream<LimiterDecision> schedulers() {
        return Stream.of("s3cret", "0")
                .flatMap(
                        workload ->
                                Stream.of(
                                        LimiterDecision.newBuilder()
                                                .setLoadSchedulerInfo(
                                                        LimiterDecision.SchedulerInfo.newBuilder()
                                                                .setWorkloadIndex(workload))
                                                .build(),
                                        LimiterDecision.newBuilder()
                                                .setQuotaSchedulerInfo(
                                                        LimiterDecision.QuotaSchedulerInfo
                                                                .newBuilder()
                                                                .setWorkloadIndex(workload))
                                                .build(),
                                        LimiterDecision.newBuilder()
                                                .setConcurrencySchedulerInfo(
                                                        LimiterDecision.ConcurrencySchedulerInfo
                                                                .newBuilder()
                                                                .setRequestId("one")
                                                                .setWorkloadIndex(workload))
                                                .build()));
    }

    @ParameterizedTest
    @MethodSource("schedulers")
    void a_workload_that_is_the_value_of_a_sensitive_label_is_not_shown(LimiterDecision decision) {
        boolean sensitive = decision.toString().contains("s3cret");
        agent.at("checkout", CheckResponse.newBuilder().addLimiterDecisions(decision).build());
        FlowRequest request =
                FlowRequest.at("checkout")
                        .label("iban", "s3cret")
                        .label("tier", "0")
                        .sensitive("iban")
                        .sensitive("absent")
                        .build();
        CheckResponse shown = checkResponse(span(ended(request, FlowStatus.OK, 0)));
        assertThat(shown.toString()).doesNotContain("s3cret");
        assertThat(shown.toString().contains("workload_index: \"0\"")).isEqualTo(!sensitive);
        assertThat(shown.getLimiterDecisions(0).getDetailsCase())
                .isEqualTo(decision.getDetailsCase());
    }

    /** The agent returns tokens on sight of such a span. */
    @Test
    void when_flow_end_fails_the_span_makes_the_agent_return_the_tokens() {
        agent.at("checkout", Replies.holding("one"));
        agent.onFlowEnd(ScriptedAgent.failing(Status.Code.UNIMPLEMENTED));
        CheckResponse shown = checkResponse(span(ended(request(), FlowStatus.OK, 0)));
        assertThat(shown.getExpectEnd()).isFalse();
        assertThat(shown.getLimiterDecisions(0).getConcurrencyLimiterInfo().getRequestId())
                .isEqualTo("one");
    }

    /** The call succeeds, and what went wrong is in its reply. */
    @Test
    void when_the_agent_rejects_a_reference_the_span_makes_it_return_the_tokens() {
        agent.at("checkout", Replies.holding("one"));
        agent.onFlowEnd(
                request ->
                        FlowEndResponse.newBuilder()
                                .addTokenReturnStatuses(
                                        TokenReturnStatus.newBuilder()
                                                .setInflightRequestRef(
                                                        request.getInflightRequests(0))
                                                .setError("flow ender not found"))
                                .build());
        CheckResponse shown = checkResponse(span(ended(request(), FlowStatus.OK, 0)));
        assertThat(shown.getExpectEnd()).isFalse();
    }

    @Test
    void when_flow_end_worked_the_span_does_not_return_the_tokens_again() {
        agent.at("checkout", Replies.holding("one"));
        assertThat(checkResponse(span(ended(request(), FlowStatus.OK, 0))).getExpectEnd()).isTrue();
        assertThat(agent.givenBack()).containsExactly("one");
    }

    /** A label that tokens are counted under goes only where it is needed to return them. */
    @Test
    void the_sensitive_label_of_held_tokens_is_shown_only_when_the_agent_returns_them() {
        agent.at("checkout", Replies.holding("one"));
        FlowRequest request =
                FlowRequest.at("checkout").label("user", "x").sensitive("user").build();
        EndedFlow flow = ended(request, FlowStatus.OK, 0);
        Receipt receipt = (Receipt) flow.decision().receipt();
        assertThat(new String(receipt.exported(request.sensitiveLabels(), true), UTF_8))
                .doesNotContain("user:x");
        assertThat(new String(receipt.exported(request.sensitiveLabels(), false), UTF_8))
                .contains("user:x");
        span(flow);
        assertThat(agent.ends().get(0).getInflightRequests(0).getLabel()).isEqualTo("user:x");
    }

    /** A defect of official SDKs: one export for each flow, and nothing was closed. */
    @Test
    void spans_travel_in_batches_and_close_sends_the_rest() {
        Decision decision = link.check(request(), LONG);
        for (int i = 0; i < 3_000; i++) {
            link.end(Ends.of(request(), decision));
        }
        link.close();
        assertThat(agent.spans()).hasSize(3_000);
        assertThat(agent.exports()).hasSizeLessThan(100);
        assertThat(link.droppedTelemetry()).isZero();
    }

    @Test
    void an_agent_that_takes_no_spans_affects_no_flow() {
        agent.onExport(ScriptedAgent.failing(Status.Code.UNIMPLEMENTED));
        link.end(ended(request(), FlowStatus.OK, 0));
        await().until(() -> link.droppedTelemetry() == 1);
        assertThat(link.check(request(), LONG).type()).isEqualTo(Decision.Type.ADMITTED);
    }
}
