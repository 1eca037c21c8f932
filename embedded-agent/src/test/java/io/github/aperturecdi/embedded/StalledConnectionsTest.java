package io.github.aperturecdi.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.embedded.internal.engine.Engine;
import io.github.aperturecdi.embedded.internal.engine.Limits;
import io.github.aperturecdi.embedded.internal.engine.ManualTicker;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc;
import io.github.aperturecdi.testing.LoggedMessages;
import io.grpc.CallOptions;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that the server does not answer in full leave their connection usable for others. */
@Timeout(180)
class StalledConnectionsTest {

    private static final MethodDescriptor<CheckRequest, CheckResponse> CHECK =
            FlowControlServiceGrpc.getCheckMethod();

    /** Compressions that are none. The server does not know foo. */
    private static final CompressorRegistry NONE = CompressorRegistry.newEmptyInstance();

    static {
        NONE.register(after("foo"));
        // The header is that of gzip, and nothing can follow the last byte.
        NONE.register(after("gzip", 0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0, 0xFF));
    }

    private AgentServer server;
    private ManagedChannel channel;

    @BeforeEach
    void serve() throws IOException {
        Engine engine =
                new Engine(
                        List.of(
                                Limits.of("flights")
                                        .concurrency(3, Duration.ofMinutes(1))
                                        .policy()),
                        new ManualTicker());
        server = AgentServer.start(engine, 0);
        channel =
                Grpc.newChannelBuilder(server.target(), InsecureChannelCredentials.create())
                        .compressorRegistry(NONE)
                        .build();
    }

    @AfterEach
    void close() throws InterruptedException {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        server.close();
    }

    private static Compressor after(String name, int... start) {
        return new Compressor() {
            @Override
            public String getMessageEncoding() {
                return name;
            }

            @Override
            public OutputStream compress(OutputStream out) throws IOException {
                for (int each : start) {
                    out.write(each);
                }
                return out;
            }
        };
    }

    private static CheckRequest request(int length) {
        return CheckRequest.newBuilder()
                .setControlPoint("checkout")
                .setExpectEnd(true)
                .putLabels("text", "x".repeat(length))
                .build();
    }

    private CheckResponse next() {
        return FlowControlServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(60, TimeUnit.SECONDS)
                .check(request(1));
    }

    private Status call(
            MethodDescriptor<CheckRequest, CheckResponse> method,
            CallOptions options,
            CheckRequest request) {
        try {
            ClientCalls.blockingUnaryCall(channel, method, options, request);
            return Status.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
                "aperture.flowcontrol.check.v1.FlowControlService/Unknown",
                "a/b"
            })
    void requests_for_methods_that_the_agent_does_not_have_do_not_stall_their_connection(
            String name) {
        MethodDescriptor<CheckRequest, CheckResponse> unknown =
                CHECK.toBuilder().setFullMethodName(name).build();
        for (int i = 0; i < 40; i++) {
            Status refused = call(unknown, CallOptions.DEFAULT, request(i == 0 ? 300_000 : 10_000));

            assertThat(refused.getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
            assertThat(refused.getDescription()).isEqualTo("Method not found: " + name);
        }

        assertThat(next().getControlPoint()).isEqualTo("checkout");
    }

    /** Its messages are not even decompressed. */
    @ParameterizedTest
    @ValueSource(strings = {"foo", "gzip"})
    void compressed_requests_for_unknown_methods_do_not_stall_their_connection(String compression) {
        MethodDescriptor<CheckRequest, CheckResponse> unknown =
                CHECK.toBuilder().setFullMethodName("a/b").build();
        try (LoggedMessages log = new LoggedMessages("io.grpc")) {
            for (int i = 0; i < 40; i++) {
                Status refused =
                        call(
                                unknown,
                                CallOptions.DEFAULT.withCompression(compression),
                                request(10_000));

                assertThat(refused.getDescription()).isEqualTo("Method not found: a/b");
            }
            assertThat(log.messages()).isEmpty();
        }

        assertThat(next().getControlPoint()).isEqualTo("checkout");
    }

    @Test
    void a_stream_for_an_unknown_method_is_refused_at_its_first_message() throws Exception {
        MethodDescriptor<CheckRequest, CheckResponse> unknown =
                CHECK.toBuilder()
                        .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                        .setFullMethodName("a/Stream")
                        .build();
        CompletableFuture<Status> refused = new CompletableFuture<>();
        StreamObserver<CheckRequest> requests =
                ClientCalls.asyncBidiStreamingCall(
                        channel.newCall(unknown, CallOptions.DEFAULT),
                        new StreamObserver<CheckResponse>() {
                            @Override
                            public void onNext(CheckResponse response) {}

                            @Override
                            public void onError(Throwable error) {
                                refused.complete(Status.fromThrowable(error));
                            }

                            @Override
                            public void onCompleted() {
                                refused.complete(Status.OK);
                            }
                        });
        requests.onNext(request(10));

        assertThat(refused.get(60, TimeUnit.SECONDS).getCode())
                .isEqualTo(Status.Code.UNIMPLEMENTED);
    }

    @Test
    void calls_whose_deadline_passes_while_they_send_do_not_stall_their_connection() {
        CheckRequest large = request(300_000);
        for (int i = 0; i < 600; i++) {
            call(
                    CHECK,
                    CallOptions.DEFAULT.withDeadlineAfter(200 + 10 * i, TimeUnit.MICROSECONDS),
                    large);
        }

        assertThat(next().getControlPoint()).isEqualTo("checkout");
    }

    @Test
    void calls_with_long_headers_do_not_stall_their_connection() {
        Metadata headers = new Metadata();
        headers.put(
                Metadata.Key.of("baggage", Metadata.ASCII_STRING_MARSHALLER),
                "user=" + "x".repeat(20_000));
        for (int i = 0; i < 40; i++) {
            FlowControlServiceGrpc.newBlockingStub(channel)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                    .check(request(10_000));
        }

        assertThat(next().getControlPoint()).isEqualTo("checkout");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aperture.flowcontrol.check.v1.FlowControlService/Check",
                "opentelemetry.proto.collector.trace.v1.TraceService/Export",
                "grpc.health.v1.Health/Check",
                "grpc.reflection.v1.ServerReflection/ServerReflectionInfo"
            })
    void requests_with_an_unknown_compression_do_not_stall_their_connection(String method) {
        MethodDescriptor<CheckRequest, CheckResponse> compressed =
                CHECK.toBuilder().setFullMethodName(method).build();
        try (LoggedMessages log = new LoggedMessages("io.grpc")) {
            for (int i = 0; i < 60; i++) {
                // An empty message is not compressed.
                Status refused =
                        call(
                                compressed,
                                CallOptions.DEFAULT.withCompression("foo"),
                                i == 0
                                        ? CheckRequest.getDefaultInstance()
                                        : request(i == 1 ? 300_000 : 10_000));

                assertThat(refused.getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
                assertThat(refused.getDescription()).contains("compression", "gzip");
            }
            assertThat(log.messages()).isEmpty();
        }

        assertThat(next().getControlPoint()).isEqualTo("checkout");
    }

    @Test
    void requests_that_cannot_be_decompressed_do_not_stall_their_connection() {
        try (LoggedMessages log = new LoggedMessages("io.grpc")) {
            for (int i = 0; i < 40; i++) {
                Status refused =
                        call(CHECK, CallOptions.DEFAULT.withCompression("gzip"), request(10_000));

                assertThat(refused.getDescription()).isEqualTo("The request cannot be read.");
            }
            assertThat(log.messages()).isEmpty();
        }

        assertThat(next().getControlPoint()).isEqualTo("checkout");
    }

    private static Metadata timeout(String text) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER), text);
        return headers;
    }

    @ParameterizedTest
    @ValueSource(strings = {"1n", "1u", "0m", "0S", "0M", "00000000H"})
    void places_of_callers_whose_deadline_has_passed_go_back(String timeout) {
        // The client itself knows of no deadline, and does not cancel the call.
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(
                            () ->
                                    FlowControlServiceGrpc.newBlockingStub(channel)
                                            .withInterceptors(
                                                    MetadataUtils.newAttachHeadersInterceptor(
                                                            timeout(timeout)))
                                            .check(request(1)))
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            e ->
                                    assertThat(e.getStatus().getCode())
                                            .isEqualTo(Status.Code.DEADLINE_EXCEEDED));
        }

        assertThat(
                        next().getLimiterDecisions(0)
                                .getConcurrencyLimiterInfo()
                                .getTokensInfo()
                                .getCurrent())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999999u", "9999999m", "3600S", "60M", "1H"})
    void a_deadline_that_has_not_passed_has_no_effect(String timeout) {
        CheckResponse response =
                FlowControlServiceGrpc.newBlockingStub(channel)
                        .withInterceptors(
                                MetadataUtils.newAttachHeadersInterceptor(timeout(timeout)))
                        .check(request(1));

        assertThat(response.getDecisionType())
                .isEqualTo(CheckResponse.DecisionType.DECISION_TYPE_ACCEPTED);
    }
}
