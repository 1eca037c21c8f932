package io.github.aperturecdi.internal.opentelemetry;

import static io.opentelemetry.sdk.testing.assertj.OpenTelemetryAssertions.assertThat;

import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.OnUnreachable;
import io.github.aperturecdi.flow.spi.UncountedBy;
import io.github.aperturecdi.internal.FirstOfEach;
import io.github.aperturecdi.testing.StubAgent;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flows as the application's OpenTelemetry gets them. */
class TelemetryObserverTest {

    private static final Decision REJECTED =
            Decision.rejected(RejectReason.RATE_LIMITED, 0, null, List.of("per-user"), List.of());

    private final InMemoryMetricReader reader = InMemoryMetricReader.create();
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final OpenTelemetrySdk sdk =
            OpenTelemetrySdk.builder()
                    .setMeterProvider(
                            SdkMeterProvider.builder().registerMetricReader(reader).build())
                    .setTracerProvider(
                            SdkTracerProvider.builder()
                                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                                    .build())
                    .build();

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE);

    @AfterEach
    void close() {
        sdk.close();
    }

    private FlowControl flows(Decision decision, Supplier<@Nullable OpenTelemetry> source) {
        return FlowControl.builder()
                .agent(new StubAgent(decision))
                .onUnreachable(OnUnreachable.REJECT)
                .observer(new TelemetryObserver(source, clock::get))
                .build();
    }

    private FlowControl flows(Decision decision) {
        return flows(decision, () -> sdk);
    }

    private static Flow start(FlowControl flows) {
        return flows.start(FlowRequest.at("checkout").label("user", "alice").build());
    }

    private Map<String, MetricData> metrics() {
        return reader.collectAllMetrics().stream()
                .collect(Collectors.toMap(MetricData::getName, Function.identity()));
    }

    private static Attributes attributes(String decision, @Nullable String reason) {
        Attributes both =
                Attributes.of(
                        ControlPointAttributes.CONTROL_POINT,
                        "checkout",
                        ControlPointAttributes.DECISION,
                        decision);
        return reason == null
                ? both
                : both.toBuilder().put(ControlPointAttributes.REJECT_REASON, reason).build();
    }

    @Test
    void flows_that_a_limiter_did_not_count_are_counted_by_control_point_and_policy() {
        Decision unlimited =
                Decision.admitted()
                        .withUncounted(List.of(new UncountedBy("per-user", "root.0", "user")));
        try (FlowControl flows = flows(unlimited)) {
            start(flows).close();
            start(flows).close();
        }
        assertThat(reader.collectAllMetrics())
                .filteredOn(metric -> metric.getName().equals("aperture.flow.unlimited"))
                .singleElement()
                .satisfies(
                        metric ->
                                assertThat(metric)
                                        .hasLongSumSatisfying(
                                                sum ->
                                                        sum.hasPointsSatisfying(
                                                                point ->
                                                                        point.hasValue(2)
                                                                                .hasAttributes(
                                                                                        Attributes
                                                                                                .of(
                                                                                                        ControlPointAttributes
                                                                                                                .CONTROL_POINT,
                                                                                                        "checkout",
                                                                                                        ControlPointAttributes
                                                                                                                .POLICY,
                                                                                                        "per-user")))));
    }

    @Test
    void checks_count_by_control_point_decision_and_reason() {
        start(flows(Decision.admitted()));
        start(flows(Decision.admitted()));
        start(flows(REJECTED));
        start(flows(Decision.unreachable()));
        assertThat(metrics().get("aperture.flow.checks"))
                .hasUnit("{check}")
                .hasLongSumSatisfying(
                        sum ->
                                sum.isMonotonic()
                                        .hasPointsSatisfying(
                                                point ->
                                                        point.hasValue(2)
                                                                .hasAttributes(
                                                                        attributes(
                                                                                "admitted", null)),
                                                point ->
                                                        point.hasValue(1)
                                                                .hasAttributes(
                                                                        attributes(
                                                                                "rejected",
                                                                                "rate_limited")),
                                                point ->
                                                        point.hasValue(1)
                                                                .hasAttributes(
                                                                        attributes(
                                                                                "unreachable",
                                                                                "unreachable"))));
    }

    @Test
    void durations_are_seconds_in_buckets_that_fit() {
        start(flows(Decision.admitted()));
        assertThat(metrics().get("aperture.flow.check.duration"))
                .hasUnit("s")
                .hasHistogramSatisfying(
                        histogram ->
                                histogram.hasPointsSatisfying(
                                        point ->
                                                point.hasCount(1)
                                                        .hasSumGreaterThan(0)
                                                        .hasBucketBoundaries(
                                                                0.0001, 0.00025, 0.0005, 0.001,
                                                                0.0025, 0.005, 0.01, 0.025, 0.05,
                                                                0.1, 0.2, 0.5, 1.0, 2.5, 5.0, 10.0)
                                                        .hasAttributes(
                                                                attributes("admitted", null))));
    }

    @Test
    void flows_are_active_while_their_work_runs() {
        FlowControl flows = flows(Decision.admitted());
        Flow one = start(flows);
        Flow other = start(flows);
        start(flows(REJECTED)).close();
        assertActive(2);
        one.close();
        other.close();
        assertActive(0);
    }

    private void assertActive(long flows) {
        assertThat(metrics().get("aperture.flow.active"))
                .hasUnit("{flow}")
                .hasLongSumSatisfying(
                        sum ->
                                sum.isNotMonotonic()
                                        .hasPointsSatisfying(
                                                point ->
                                                        point.hasValue(flows)
                                                                .hasAttributes(
                                                                        Attributes.of(
                                                                                ControlPointAttributes
                                                                                        .CONTROL_POINT,
                                                                                "checkout"))));
    }

    @Test
    void dropped_telemetry_is_seen_until_the_application_ends() {
        FlowControl flows = flows(Decision.admitted());
        assertThat(metrics().get("aperture.telemetry.dropped"))
                .hasUnit("{span}")
                .hasLongSumSatisfying(
                        sum -> sum.isMonotonic().hasPointsSatisfying(point -> point.hasValue(0)));
        flows.close();
        assertThat(metrics()).doesNotContainKey("aperture.telemetry.dropped");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_callers_span_tells_of_a_refusal(boolean async) {
        inSpan(
                () -> {
                    FlowControl flows = flows(REJECTED);
                    if (async) {
                        flows.startAsync(FlowRequest.at("checkout").build()).join();
                    } else {
                        start(flows);
                    }
                });
        assertThat(spans.getFinishedSpanItems().get(0))
                .hasAttributes(attributes("rejected", "rate_limited"));
    }

    /** An agent that answers later, on a thread with a span of its own. */
    @Test
    void a_late_decision_is_recorded_in_the_callers_span() {
        CompletableFuture<Decision> decision = new CompletableFuture<>();
        StubAgent late = new StubAgent();
        late.answer = decision;
        FlowControl flows =
                FlowControl.builder()
                        .agent(late)
                        .observer(new TelemetryObserver(() -> sdk, clock::get))
                        .build();
        List<CompletableFuture<Flow>> asked = new ArrayList<>();
        Span callers = sdk.getTracer("test").spanBuilder("caller").startSpan();
        Context.current()
                .with(callers)
                .wrap(
                        (Runnable)
                                () ->
                                        asked.add(
                                                flows.startAsync(
                                                        FlowRequest.at("checkout").build())))
                .run();
        Span others = sdk.getTracer("test").spanBuilder("other").startSpan();
        Context.current().with(others).wrap((Runnable) () -> decision.complete(REJECTED)).run();
        asked.get(0).join();
        callers.end();
        others.end();
        assertThat(spans.getFinishedSpanItems().get(0))
                .hasAttributes(attributes("rejected", "rate_limited"));
        assertThat(spans.getFinishedSpanItems().get(1)).hasAttributes(Attributes.empty());
    }

    @Test
    void a_span_is_told_even_where_there_are_no_metrics() {
        inSpan(() -> start(flows(Decision.admitted(), () -> null)));
        assertThat(spans.getFinishedSpanItems().get(0))
                .hasAttributes(attributes("admitted", "none"));
    }

    /** Nothing can be taken back from a span. */
    @Test
    void a_span_tells_of_its_last_flow_and_of_no_earlier_refusal() {
        inSpan(
                () -> {
                    start(flows(REJECTED));
                    start(flows(Decision.admitted()));
                });
        assertThat(spans.getFinishedSpanItems().get(0))
                .hasAttributes(attributes("admitted", "none"));
    }

    private void inSpan(Runnable work) {
        Span span = sdk.getTracer("test").spanBuilder("request").startSpan();
        try {
            Context.current().with(span).wrap(work).run();
        } finally {
            span.end();
        }
    }

    @Test
    void control_points_past_a_thousand_are_one() {
        FlowControl flows = flows(Decision.admitted());
        for (int i = 0; i < FirstOfEach.MAX + 10; i++) {
            flows.start(FlowRequest.at("made up " + i).build()).close();
        }
        FlowAttributes attributes = new FlowAttributes();
        for (int i = 0; i < FirstOfEach.MAX; i++) {
            assertThat(
                            attributes
                                    .at("made up " + i)
                                    .where()
                                    .get(ControlPointAttributes.CONTROL_POINT))
                    .isEqualTo("made up " + i);
        }
        assertThat(attributes.at("one more").where().get(ControlPointAttributes.CONTROL_POINT))
                .isEqualTo(FlowAttributes.OTHER);
        assertThat(attributes.at("made up 7").where().get(ControlPointAttributes.CONTROL_POINT))
                .isEqualTo("made up 7");
        assertThat(metrics().get("aperture.flow.active").getLongSumData().getPoints())
                .hasSize(FirstOfEach.MAX + 1)
                .allMatch(point -> point.getValue() == 0);
    }

    @Test
    void a_span_names_its_control_point_also_past_a_thousand() {
        FlowControl flows = flows(REJECTED);
        for (int i = 0; i < FirstOfEach.MAX; i++) {
            flows.start(FlowRequest.at("made up " + i).build());
        }
        inSpan(() -> start(flows));
        assertThat(spans.getFinishedSpanItems().get(0))
                .hasAttributes(attributes("rejected", "rate_limited"));
    }

    @Test
    void attributes_are_made_once_and_are_those_of_their_decision_and_reason() {
        ControlPointAttributes at = new FlowAttributes().at("checkout");
        assertThat(at.ofMetrics(REJECTED, false)).isSameAs(at.ofMetrics(REJECTED, false));
        assertThat(at.ofSpan(REJECTED, false)).isSameAs(at.ofSpan(REJECTED, false));
        for (RejectReason reason : RejectReason.values()) {
            Decision rejected = Decision.rejected(reason, 0, null, List.of(), List.of());
            String word = reason.name().toLowerCase(Locale.ROOT);
            assertThat(at.ofMetrics(rejected, false)).isEqualTo(attributes("rejected", word));
            assertThat(at.ofSpan(rejected, true)).isEqualTo(attributes("rejected", word));
        }
        Decision unreachable = Decision.unreachable();
        assertThat(at.ofMetrics(unreachable, false))
                .isEqualTo(attributes("unreachable", "unreachable"));
        assertThat(at.ofMetrics(unreachable, true)).isEqualTo(attributes("unreachable", null));
        assertThat(at.ofSpan(unreachable, true)).isEqualTo(attributes("unreachable", "none"));
        assertThat(at.ofMetrics(Decision.admitted(), true)).isEqualTo(attributes("admitted", null));
    }

    /** A defect of official SDKs: the process-global tracer provider was replaced. */
    @Test
    void the_global_one_is_not_set_by_looking_and_is_used_soon_after_it_is_set() {
        GlobalOpenTelemetry.resetForTest();
        try {
            FlowControl flows = flows(REJECTED, TelemetrySource::global);
            start(flows);
            assertThat(GlobalOpenTelemetry.isSet()).isFalse();
            GlobalOpenTelemetry.set(sdk);
            start(flows);
            assertThat(metrics()).as("looked for too often").isEmpty();
            clock.addAndGet(TelemetryObserver.LOOK_NANOS);
            start(flows);
            assertThat(metrics().get("aperture.flow.checks").getLongSumData().getPoints())
                    .hasSize(1)
                    .allMatch(point -> point.getValue() == 1);
        } finally {
            GlobalOpenTelemetry.resetForTest();
        }
    }
}
