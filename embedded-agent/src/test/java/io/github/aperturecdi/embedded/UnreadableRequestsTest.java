package io.github.aperturecdi.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.embedded.internal.engine.Engine;
import io.github.aperturecdi.embedded.internal.engine.ManualTicker;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc;
import io.github.aperturecdi.testing.LoggedMessages;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are no messages. A client must not be able to fill the log with them. */
@Timeout(120)
class UnreadableRequestsTest {

    /** A field of 127 bytes, of which none follows. */
    private static final byte[] CUT_OFF = {0x0A, 0x7F};

    private static final MethodDescriptor.Marshaller<byte[]> AS_THEY_ARE =
            new MethodDescriptor.Marshaller<>() {
                @Override
                public InputStream stream(byte[] value) {
                    return new ByteArrayInputStream(value);
                }

                @Override
                public byte[] parse(InputStream stream) {
                    return new byte[0];
                }
            };

    private AgentServer server;
    private ManagedChannel channel;

    @BeforeEach
    void serve() throws IOException {
        server = AgentServer.start(new Engine(List.of(), new ManualTicker()), 0);
        channel =
                Grpc.newChannelBuilder(server.target(), InsecureChannelCredentials.create())
                        .build();
    }

    @AfterEach
    void close() throws InterruptedException {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aperture.flowcontrol.check.v1.FlowControlService/Check",
                "aperture.flowcontrol.check.v1.FlowControlService/FlowEnd",
                "aperture.flowcontrol.check.v1.FlowControlService/CacheUpsert",
                "opentelemetry.proto.collector.trace.v1.TraceService/Export",
                "grpc.health.v1.Health/Check",
                "grpc.health.v1.Health/Watch",
                "grpc.reflection.v1.ServerReflection/ServerReflectionInfo"
            })
    void they_are_refused_without_a_trace_in_the_log(String method) {
        MethodDescriptor<byte[], byte[]> raw =
                MethodDescriptor.newBuilder(AS_THEY_ARE, AS_THEY_ARE)
                        .setType(MethodDescriptor.MethodType.UNARY)
                        .setFullMethodName(method)
                        .build();
        try (LoggedMessages log = new LoggedMessages("io.grpc")) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(
                                () ->
                                        ClientCalls.blockingUnaryCall(
                                                channel, raw, CallOptions.DEFAULT, CUT_OFF))
                        .isInstanceOfSatisfying(
                                StatusRuntimeException.class,
                                e ->
                                        assertThat(e.getStatus().getCode())
                                                .isEqualTo(Status.Code.INTERNAL));
            }
            assertThat(log.messages()).isEmpty();
        }
        assertThat(
                        FlowControlServiceGrpc.newBlockingStub(channel)
                                .check(CheckRequest.newBuilder().setControlPoint("a").build())
                                .getControlPoint())
                .isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "5",
                "S",
                "",
                "5X",
                "-5S",
                "+5S",
                "5.5S",
                "5s",
                "0x5S",
                "123456789S",
                "?S",
                "99999999999999999999S",
                "5S, 6S"
            })
    void a_timeout_that_grpc_does_not_allow_is_none(String timeout) throws Exception {
        assertThat(answersWith(timeout)).isEqualTo("a");
    }

    @Test
    void of_several_timeouts_the_last_one_counts() throws Exception {
        assertThat(answersWith("x", "5H")).isEqualTo("a");
        assertThat(answersWith("5H", "x")).isEqualTo("a");
        assertThat(answersWith("x", "y")).isEqualTo("a");
        assertThat(answersWith("0S", "5H")).isEqualTo("a");
    }

    /** The answer to a request whose headers have timeouts. Nothing is logged. */
    private String answersWith(String... timeouts) throws Exception {
        Metadata headers = new Metadata();
        for (String timeout : timeouts) {
            headers.put(Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER), timeout);
        }
        try (LoggedMessages log = new LoggedMessages("io.grpc")) {
            String answer =
                    FlowControlServiceGrpc.newFutureStub(channel)
                            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                            .check(CheckRequest.newBuilder().setControlPoint("a").build())
                            .get(60, TimeUnit.SECONDS)
                            .getControlPoint();
            assertThat(log.messages()).isEmpty();
            return answer;
        }
    }
}
