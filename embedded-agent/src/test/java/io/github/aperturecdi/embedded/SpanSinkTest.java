package io.github.aperturecdi.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import io.github.aperturecdi.embedded.internal.engine.Engine;
import io.github.aperturecdi.embedded.internal.engine.Limits;
import io.github.aperturecdi.embedded.internal.engine.ManualTicker;
import io.github.aperturecdi.embedded.internal.engine.Outcome;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.CheckResponse.DecisionType;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.ExportTraceServiceRequest;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.TraceServiceGrpc;
import io.github.aperturecdi.proto.otlp.common.v1.AnyValue;
import io.github.aperturecdi.proto.otlp.common.v1.KeyValue;
import io.github.aperturecdi.proto.otlp.trace.v1.ResourceSpans;
import io.github.aperturecdi.proto.otlp.trace.v1.ScopeSpans;
import io.github.aperturecdi.proto.otlp.trace.v1.Span;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spans over the wire: those of this library, of other SDKs, and malformed ones. */
@Timeout(60)
class SpanSinkTest {

    private static final String RESPONSE = "aperture.check_response";

    private Engine engine;
    private AgentServer server;
    private ManagedChannel channel;

    @BeforeEach
    void serve() throws Exception {
        Limits places = Limits.of("p").places(1, Duration.ofDays(1));
        engine = places.engine(new ManualTicker());
        server = AgentServer.start(engine, 0);
        channel =
                Grpc.newChannelBuilder(server.target(), InsecureChannelCredentials.create())
                        .build();
    }

    @AfterEach
    void close() throws Exception {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        server.close();
    }

    private void export(Span... spans) {
        export(channel, spans);
    }

    /** Returns when the agent has taken the spans. */
    static void export(ManagedChannel channel, Span... spans) {
        TraceServiceGrpc.newBlockingStub(channel)
                .export(
                        ExportTraceServiceRequest.newBuilder()
                                .addResourceSpans(
                                        ResourceSpans.newBuilder()
                                                .addScopeSpans(
                                                        ScopeSpans.newBuilder()
                                                                .addAllSpans(List.of(spans))))
                                .build());
    }

    static Span span(String response, Map<String, Long> times) {
        Span.Builder span =
                Span.newBuilder()
                        .addAttributes(
                                attribute(
                                        RESPONSE,
                                        AnyValue.newBuilder().setStringValue(response).build()));
        times.forEach(
                (key, time) ->
                        span.addAttributes(
                                attribute(
                                        "aperture." + key,
                                        AnyValue.newBuilder().setIntValue(time).build())));
        return span.build();
    }

    private static KeyValue attribute(String key, AnyValue value) {
        return KeyValue.newBuilder().setKey(key).setValue(value).build();
    }

    static Map<String, Long> took(long nanos) {
        return Map.of("flow_start_timestamp", 1_000L, "flow_end_timestamp", 1_000 + nanos);
    }

    private static CheckResponse response(DecisionType decision) {
        return CheckResponse.newBuilder()
                .setControlPoint("checkout")
                .setDecisionType(decision)
                .setExpectEnd(true)
                .build();
    }

    static String base64(CheckResponse response) {
        return Base64.getEncoder().encodeToString(response.toByteArray());
    }

    private List<String> summary() {
        return server.summaryIfChanged().orElse("").lines().skip(1).toList();
    }

    @Test
    void flows_are_summed_up_by_control_point() throws Exception {
        CheckResponse admitted = response(DecisionType.DECISION_TYPE_ACCEPTED);
        CheckResponse refused = response(DecisionType.DECISION_TYPE_REJECTED);

        export(
                span(base64(admitted), took(3_000_000)),
                span(JsonFormat.printer().print(admitted), took(5_000_000)),
                span(
                        base64(admitted),
                        Map.of("flow_start_timestamp_ms", 7L, "flow_end_timestamp_ms", 8L)),
                span(base64(admitted), Map.of()),
                span(base64(refused), took(1)),
                span(JsonFormat.printer().print(refused), took(1)));

        assertThat(summary()).containsExactly("  checkout: 6 flows, 2 refused, 3.0 ms on average");
        assertThat(server.receivedSpans()).isEqualTo(6);
        assertThat(server.summaryIfChanged()).as("nothing new").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense!",
                "bm9uc2Vuc2U=",
                "{",
                "{\"limiterDecisions\": 5}",
                "{\"controlPoint\": [[[]]]}",
                "\u0000"
            })
    void what_cannot_be_read_is_counted_and_no_error(String response) {
        export(
                span(response, took(1)),
                span(base64(response(DecisionType.DECISION_TYPE_ACCEPTED)), Map.of()));

        assertThat(summary())
                .containsExactly(
                        "  checkout: 1 flows, 0 refused", "  1 spans that do not describe a flow");
    }

    @Test
    void spans_of_other_kinds_and_absurd_times_are_no_error() {
        String response = base64(response(DecisionType.DECISION_TYPE_ACCEPTED));
        AnyValue number = AnyValue.newBuilder().setIntValue(5).build();

        export(
                Span.getDefaultInstance(),
                Span.newBuilder().addAttributes(attribute(RESPONSE, number)).build(),
                Span.newBuilder()
                        .addAttributes(attribute(RESPONSE, AnyValue.getDefaultInstance()))
                        .build(),
                span("{\"a\":" + "[".repeat(100_000), Map.of()),
                span("{\"limiterDecisions\":" + "[".repeat(100_000), Map.of()),
                span(response, Map.of("flow_start_timestamp", 9L, "flow_end_timestamp", 2L)),
                span(
                        response,
                        Map.of(
                                "flow_start_timestamp",
                                Long.MIN_VALUE,
                                "flow_end_timestamp",
                                Long.MAX_VALUE)),
                span(response, took(2_000_000)));

        assertThat(summary())
                .containsExactly(
                        "  checkout: 3 flows, 0 refused, 2.0 ms on average",
                        "  5 spans that do not describe a flow");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_span_without_an_expected_end_returns_the_tokens(boolean expectEnd) {
        Outcome outcome = engine.decide("checkout", Map.of());
        CheckResponse.Builder response =
                CheckResponse.newBuilder().setControlPoint("checkout").setExpectEnd(expectEnd);
        outcome.decisions().forEach(d -> response.addLimiterDecisions(LimiterMessages.decision(d)));
        assertThat(engine.decide("checkout", Map.of()).admitted()).isFalse();

        export(span(base64(response.build()), Map.of()));

        assertThat(engine.decide("checkout", Map.of()).admitted()).isEqualTo(!expectEnd);
    }
}
