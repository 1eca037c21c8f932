package io.github.aperturecdi.test;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.proto.check.v1.CacheEntry;
import io.github.aperturecdi.proto.check.v1.CacheUpsertRequest;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc.FlowControlServiceBlockingStub;
import io.github.aperturecdi.proto.check.v1.FlowEndRequest;
import io.github.aperturecdi.proto.check.v1.InflightRequestRef;
import io.github.aperturecdi.proto.check.v1.LimiterDecision;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.ExportTraceServiceRequest;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.TraceServiceGrpc;
import io.github.aperturecdi.proto.otlp.common.v1.AnyValue;
import io.github.aperturecdi.proto.otlp.common.v1.KeyValue;
import io.github.aperturecdi.proto.otlp.trace.v1.ResourceSpans;
import io.github.aperturecdi.proto.otlp.trace.v1.ScopeSpans;
import io.github.aperturecdi.proto.otlp.trace.v1.Span;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that does one thing wrong at a time. */
@ApertureAgent(policies = "policies/", apiKey = "a-key")
class ContractTest {

    private static final String KEY = "a-key";

    TestAgent agent;
    private ManagedChannel channel;

    @BeforeEach
    void connect() {
        agent.patience(Duration.ofMillis(50));
        channel =
                OkHttpChannelBuilder.forTarget(agent.address(), InsecureChannelCredentials.create())
                        .build();
    }

    @AfterEach
    void disconnect() throws InterruptedException {
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    }

    private FlowControlServiceBlockingStub client(String apiKey) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER), apiKey);
        return FlowControlServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .withDeadlineAfter(1, TimeUnit.MINUTES);
    }

    private CheckResponse check(String controlPoint) {
        return client(KEY)
                .check(
                        CheckRequest.newBuilder()
                                .setControlPoint(controlPoint)
                                .putLabels("tier", "a-secret-tier")
                                .setExpectEnd(true)
                                .build());
    }

    private static Map<String, Object> attributes(CheckResponse reply) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("aperture.source", "sdk");
        attributes.put("aperture.flow.status", "Unset");
        attributes.put(
                "aperture.check_response", Base64.getEncoder().encodeToString(reply.toByteArray()));
        attributes.put("aperture.flow_start_timestamp", 10L);
        attributes.put("aperture.workload_start_timestamp", 20L);
        attributes.put("aperture.flow_end_timestamp", 30L);
        return attributes;
    }

    private void export(Map<String, Object> attributes) {
        Span.Builder span = Span.newBuilder().setName("Aperture Check");
        attributes.forEach(
                (key, value) ->
                        span.addAttributes(
                                KeyValue.newBuilder()
                                        .setKey(key)
                                        .setValue(
                                                value instanceof Long number
                                                        ? AnyValue.newBuilder().setIntValue(number)
                                                        : AnyValue.newBuilder()
                                                                .setStringValue(
                                                                        value.toString()))));
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER), KEY);
        TraceServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .withDeadlineAfter(1, TimeUnit.MINUTES)
                .export(
                        ExportTraceServiceRequest.newBuilder()
                                .addResourceSpans(
                                        ResourceSpans.newBuilder()
                                                .addScopeSpans(
                                                        ScopeSpans.newBuilder().addSpans(span)))
                                .build());
    }

    private void violates(String violation) {
        assertThatThrownBy(agent::contractKept)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(violation)
                .hasMessageNotContaining("a-secret-tier");
    }

    @Test
    void a_client_that_does_everything_right_passes() {
        export(attributes(check("checkout")));
        CheckResponse admitted = check("payments");
        end(admitted.getLimiterDecisions(0));
        export(attributes(admitted));

        assertThatCode(agent::contractKept).doesNotThrowAnyException();
    }

    private void end(LimiterDecision decision) {
        client(KEY)
                .flowEnd(
                        FlowEndRequest.newBuilder()
                                .addInflightRequests(reference(decision))
                                .build());
    }

    private static InflightRequestRef reference(LimiterDecision decision) {
        return InflightRequestRef.newBuilder()
                .setPolicyName(decision.getPolicyName())
                .setPolicyHash(decision.getPolicyHash())
                .setComponentId(decision.getComponentId())
                .setLabel(decision.getConcurrencyLimiterInfo().getLabel())
                .setRequestId(decision.getConcurrencyLimiterInfo().getRequestId())
                .setTokens(decision.getConcurrencyLimiterInfo().getTokensInfo().getConsumed())
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "aperture.source,                   java,  an agent takes only sdk",
        "aperture.flow.status,              Fine,  'it has to be OK, Error or Unset'",
        "aperture.check_response,           ???,   the reply of no check",
        "aperture.flow_start_timestamp,     0,     a positive integer",
        "aperture.workload_start_timestamp, 9,     it lies before the time of the step before",
        "aperture.flow_end_timestamp,       19,    it lies before the time of the step before",
        "aperture.flow_end_timestamp,       soon,  a positive integer",
        "http.status_code,                  200,   an agent reads it as a string only"
    })
    void an_attribute_that_an_agent_does_not_take_is_found(
            String key, String value, String violation) {
        Map<String, Object> attributes = attributes(check("checkout"));
        attributes.put(key, value.matches("\\d+") ? Long.valueOf(value) : value);
        export(attributes);

        violates(violation);
    }

    @ParameterizedTest
    @CsvSource({
        "aperture.source",
        "aperture.flow.status",
        "aperture.flow_start_timestamp",
        "aperture.workload_start_timestamp",
        "aperture.flow_end_timestamp"
    })
    void an_attribute_that_is_missing_is_found(String key) {
        Map<String, Object> attributes = attributes(check("checkout"));
        attributes.remove(key);
        export(attributes);

        violates(key + "=null");
    }

    @Test
    void a_rejected_flow_that_reports_ok_is_found() {
        agent.at("checkout").rejects(RejectReason.RATE_LIMITED);
        Map<String, Object> attributes = attributes(check("checkout"));
        attributes.put("aperture.flow.status", "OK");
        export(attributes);

        violates("a rejected flow is Unset or Error");
    }

    @Test
    void a_rejected_flow_without_a_span_is_found() {
        agent.at("checkout").rejects(RejectReason.RATE_LIMITED);
        check("checkout");

        violates("'checkout' (rejected, labels [tier]): no span");
    }

    @Test
    void a_second_span_is_found() {
        Map<String, Object> attributes = attributes(check("checkout"));
        export(attributes);
        export(attributes);

        violates("2 spans");
    }

    @Test
    void tokens_that_do_not_come_back_are_found() {
        export(attributes(check("payments")));

        violates("the tokens of the policy 'orders' are not returned");
    }

    @Test
    void tokens_that_come_back_by_the_span_are_returned() {
        export(attributes(check("payments").toBuilder().setExpectEnd(false).build()));

        assertThatCode(agent::contractKept).doesNotThrowAnyException();
    }

    @Test
    void tokens_that_come_back_twice_are_found() {
        CheckResponse admitted = check("payments");
        end(admitted.getLimiterDecisions(0));
        export(attributes(admitted.toBuilder().setExpectEnd(false).build()));

        violates("are returned 2 times");
    }

    @Test
    void tokens_that_come_back_to_another_limiter_are_found() {
        CheckResponse admitted = check("payments");
        end(admitted.getLimiterDecisions(0).toBuilder().setPolicyHash("another").build());
        export(attributes(admitted));

        violates("FlowEnd names another place");
    }

    @Test
    void tokens_that_no_admission_handed_out_are_found() {
        end(LimiterDecision.newBuilder().setPolicyName("unheard-of").build());

        violates("'unheard-of' that no admission handed out");
    }

    @Test
    void a_call_without_a_deadline_is_found() {
        client(KEY)
                .withDeadline(null)
                .check(CheckRequest.newBuilder().setControlPoint("checkout").build());

        violates("a call of Check has no deadline");
    }

    @Test
    void a_call_without_the_api_key_is_found() {
        client("another-key").check(CheckRequest.newBuilder().setControlPoint("checkout").build());

        violates("a call of Check lacks the API key");
    }

    @Test
    void a_check_without_a_control_point_is_found() {
        export(attributes(check("")));

        violates("names no control point");
    }

    @Test
    void a_cached_value_without_a_time_to_live_is_found() {
        client(KEY)
                .cacheUpsert(
                        CacheUpsertRequest.newBuilder()
                                .setControlPoint("checkout")
                                .setResultCacheEntry(
                                        CacheEntry.newBuilder()
                                                .setKey("k")
                                                .setValue(ByteString.copyFromUtf8("v")))
                                .build());

        violates("turns into seven days");
    }

    @Test
    void negative_tokens_are_found() {
        export(
                attributes(
                        client(KEY)
                                .check(
                                        CheckRequest.newBuilder()
                                                .setControlPoint("orders")
                                                .putLabels("weight", "-3")
                                                .build())));

        violates("the label 'weight' is no finite number of tokens");
    }
}
