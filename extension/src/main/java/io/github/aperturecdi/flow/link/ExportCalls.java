package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.proto.otlp.collector.trace.v1.ExportTraceServiceRequest;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.ExportTraceServiceResponse;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.TraceServiceGrpc.TraceServiceStub;
import io.grpc.Context;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** Exports spans over a channel, if the peer serves that method. */
final class ExportCalls implements SpanExport.Sender {

    private final Supplier<TraceServiceStub> agent;
    private final Served served;

    /**
     * @param agent the stub with a deadline for one call
     * @param connection the connection that the calls go over
     */
    ExportCalls(Supplier<TraceServiceStub> agent, Served.Connection connection) {
        this.agent = agent;
        served =
                new Served(
                        "Export of spans",
                        connection,
                        told ->
                                send(
                                        ExportTraceServiceRequest.getDefaultInstance(),
                                        UnaryReply.outcome(told)));
    }

    @Override
    public ExportTraceServiceResponse export(ExportTraceServiceRequest request)
            throws InterruptedException {
        CompletableFuture<ExportTraceServiceResponse> answer = new CompletableFuture<>();
        Context.CancellableContext call = Context.ROOT.withCancellation();
        served.call(
                request.getSerializedSize(),
                told ->
                        call.run(
                                () ->
                                        send(
                                                request,
                                                UnaryReply.telling(
                                                        told,
                                                        answer::complete,
                                                        answer::completeExceptionally))),
                () -> answer.completeExceptionally(Status.UNIMPLEMENTED.asRuntimeException()));
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw Status.fromThrowable(e.getCause()).asRuntimeException();
        } finally {
            call.cancel(null);
        }
    }

    private void send(
            ExportTraceServiceRequest request, UnaryReply<ExportTraceServiceResponse> reply) {
        agent.get().export(request, reply);
    }
}
