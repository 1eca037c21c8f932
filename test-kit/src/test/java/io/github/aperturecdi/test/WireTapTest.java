package io.github.aperturecdi.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.embedded.AgentServer;
import io.github.aperturecdi.embedded.internal.engine.Engine;
import io.github.aperturecdi.embedded.internal.engine.EngineSettings;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc;
import io.github.aperturecdi.proto.check.v1.FlowEndRequest;
import io.github.aperturecdi.proto.check.v1.FlowEndResponse;
import io.github.aperturecdi.proto.check.v1.InflightRequestRef;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.ExportTraceServiceRequest;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.ExportTraceServiceResponse;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.TraceServiceGrpc;
import io.github.aperturecdi.proto.otlp.trace.v1.ResourceSpans;
import io.github.aperturecdi.proto.otlp.trace.v1.ScopeSpans;
import io.github.aperturecdi.proto.otlp.trace.v1.Span;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.okhttp.OkHttpChannelBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WireTapTest {

    private final Journal journal = new Journal();
    private final AtomicInteger spansAtAnswer = new AtomicInteger(-1);
    private final AtomicInteger problemsAtAnswer = new AtomicInteger(-1);
    private AgentServer server;
    private ManagedChannel channel;

    /** Looks at the journal at the moment at which an answer leaves for the client. */
    private final class AnswerWatch implements ServerInterceptor {

        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            return next.startCall(
                    new SimpleForwardingServerCall<Q, R>(call) {
                        @Override
                        public void sendMessage(R message) {
                            if (message instanceof ExportTraceServiceResponse) {
                                spansAtAnswer.set(journal.spans().size());
                            } else if (message instanceof FlowEndResponse) {
                                problemsAtAnswer.set(
                                        journal.look((flows, problems) -> problems.size()));
                            }
                            super.sendMessage(message);
                        }
                    },
                    headers);
        }
    }

    @BeforeEach
    void start() throws IOException {
        server =
                AgentServer.start(
                        new Engine(List.of(), EngineSettings.DEFAULT, () -> 0, (nanos, wake) -> {}),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        List.of(new WireTap(journal), new AnswerWatch()));
        channel =
                OkHttpChannelBuilder.forTarget(server.target(), InsecureChannelCredentials.create())
                        .build();
    }

    @AfterEach
    void stop() throws InterruptedException {
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        server.close();
    }

    @Test
    void a_span_is_recorded_before_its_client_has_the_answer() {
        TraceServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(1, TimeUnit.MINUTES)
                .export(
                        ExportTraceServiceRequest.newBuilder()
                                .addResourceSpans(
                                        ResourceSpans.newBuilder()
                                                .addScopeSpans(
                                                        ScopeSpans.newBuilder()
                                                                .addSpans(
                                                                        Span.getDefaultInstance())))
                                .build());

        // The span belongs to no check. The journal records it, as a span and as a problem.
        assertThat(spansAtAnswer).hasValue(1);
    }

    @Test
    void an_end_is_recorded_before_its_client_has_the_answer() {
        FlowControlServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(1, TimeUnit.MINUTES)
                .flowEnd(
                        FlowEndRequest.newBuilder()
                                .addInflightRequests(
                                        InflightRequestRef.newBuilder().setPolicyName("unheard-of"))
                                .build());

        assertThat(problemsAtAnswer).hasValue(1);
    }
}
