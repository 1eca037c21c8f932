package io.github.aperturecdi.embedded;

import io.github.aperturecdi.proto.otlp.collector.trace.v1.ExportTraceServiceRequest;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.ExportTraceServiceResponse;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.TraceServiceGrpc.TraceServiceImplBase;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.atomic.LongAdder;

/** Takes the spans of flows, which tell this agent nothing that it needs, and counts them. */
final class SpanSink extends TraceServiceImplBase {

    private static final System.Logger LOG = System.getLogger(AgentServer.class.getName());

    private final LongAdder received = new LongAdder();

    @Override
    public void export(
            ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> reply) {
        long spans =
                request.getResourceSpansList().stream()
                        .flatMap(resource -> resource.getScopeSpansList().stream())
                        .mapToLong(scope -> scope.getSpansCount())
                        .sum();
        received.add(spans);
        LOG.log(
                System.Logger.Level.DEBUG,
                () -> "received " + spans + " spans, " + received.sum() + " so far");
        reply.onNext(ExportTraceServiceResponse.getDefaultInstance());
        reply.onCompleted();
    }

    long received() {
        return received.sum();
    }
}
