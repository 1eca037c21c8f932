package io.github.aperturecdi.embedded;

import io.github.aperturecdi.embedded.internal.engine.Engine;
import io.github.aperturecdi.embedded.internal.engine.LimiterId;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.CheckResponse.DecisionType;
import io.github.aperturecdi.proto.check.v1.LimiterDecision;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.ExportTraceServiceRequest;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.ExportTraceServiceResponse;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.TraceServiceGrpc.TraceServiceImplBase;
import io.github.aperturecdi.proto.otlp.trace.v1.Span;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Receives the spans of flows, and sums them up. As in Aperture's agent, a span whose reply does
 * not expect a separate end gives back the flow's tokens.
 */
final class SpanSink extends TraceServiceImplBase {

    private final Engine engine;
    private final LongAdder received = new LongAdder();
    private final FlowSummary summary = new FlowSummary();

    SpanSink(Engine engine) {
        this.engine = engine;
    }

    @Override
    public void export(
            ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> reply) {
        request.getResourceSpansList().stream()
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .forEach(this::take);
        reply.onNext(ExportTraceServiceResponse.getDefaultInstance());
        reply.onCompleted();
    }

    private void take(Span span) {
        received.increment();
        FlowSpan flow = FlowSpan.of(span);
        if (flow == null) {
            summary.addNotOfFlow();
            return;
        }
        CheckResponse response = flow.response();
        summary.add(
                response.getControlPoint(),
                response.getDecisionType() == DecisionType.DECISION_TYPE_REJECTED,
                flow.nanos());
        if (!response.getExpectEnd()) {
            response.getLimiterDecisionsList().forEach(this::end);
        }
    }

    private void end(LimiterDecision decision) {
        LimiterId id =
                new LimiterId(
                        decision.getPolicyName(),
                        decision.getPolicyHash(),
                        decision.getComponentId());
        // A decision has at most one of the two.
        var limiter = decision.getConcurrencyLimiterInfo();
        var scheduler = decision.getConcurrencySchedulerInfo();
        if (!limiter.getRequestId().isEmpty()) {
            engine.endAnywhere(id, limiter.getLabel(), limiter.getRequestId());
        } else if (!scheduler.getRequestId().isEmpty()) {
            engine.endAnywhere(id, scheduler.getLabel(), scheduler.getRequestId());
        }
    }

    long received() {
        return received.sum();
    }

    /** See {@link FlowSummary#ifChanged}. */
    Optional<String> summaryIfChanged() {
        return summary.ifChanged();
    }
}
