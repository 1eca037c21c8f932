package io.github.aperturecdi.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.embedded.internal.engine.Limits;
import io.github.aperturecdi.embedded.internal.engine.ManualTicker;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.link.AgentEndpoint;
import io.github.aperturecdi.flow.link.AgentLink;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the agent's server has beside Aperture's flow control. */
@Timeout(120)
class ServerServicesTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private AgentServer server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        server =
                AgentServer.start(
                        Limits.of("p")
                                .concurrency(10_000, Duration.ofDays(1))
                                .engine(new ManualTicker()),
                        0);
        channel =
                Grpc.newChannelBuilder(server.target(), InsecureChannelCredentials.create())
                        .build();
    }

    @AfterEach
    void stop() throws Exception {
        channel.shutdownNow();
        server.close();
    }

    /** More by far than the 65,535 bytes of a connection that takes nothing back. */
    @Test
    void thousands_of_flows_with_large_labels_are_decided_and_their_spans_received() {
        String large = "x".repeat(2_000);
        try (FlowControl flows =
                FlowControl.builder()
                        .agent(AgentLink.open(new AgentEndpoint(server.target(), true, null)))
                        .timeout(LONG)
                        .build()) {
            for (int i = 0; i < 3_000; i++) {
                try (Flow flow =
                        flows.start(FlowRequest.at("checkout").label("large", large).build())) {
                    assertThat(flow.decision().inflight()).as("flow %s", i).hasSize(1);
                }
                if (i >= 1_500 && i % 250 == 0) {
                    // Not more spans than the client keeps.
                    int sent = i;
                    await().atMost(LONG).until(() -> server.receivedSpans() >= sent - 1_500);
                }
            }
            await().atMost(LONG).until(() -> server.receivedSpans() == 3_000);
            assertThat(flows.status().droppedTelemetry()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "aperture.flowcontrol.v1.FlowControlService"})
    void it_is_healthy(String service) {
        assertThat(
                        HealthGrpc.newBlockingStub(channel)
                                .check(HealthCheckRequest.newBuilder().setService(service).build())
                                .getStatus())
                .isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void it_knows_no_health_of_another_service() {
        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(
                        () ->
                                HealthGrpc.newBlockingStub(channel)
                                        .check(
                                                HealthCheckRequest.newBuilder()
                                                        .setService("another")
                                                        .build()))
                .withMessageContaining("NOT_FOUND");
    }

    @Test
    void reflection_lists_its_services() {
        CompletableFuture<List<String>> names = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> asking =
                ServerReflectionGrpc.newStub(channel)
                        .serverReflectionInfo(
                                new StreamObserver<ServerReflectionResponse>() {
                                    @Override
                                    public void onNext(ServerReflectionResponse response) {
                                        names.complete(
                                                response
                                                        .getListServicesResponse()
                                                        .getServiceList()
                                                        .stream()
                                                        .map(service -> service.getName())
                                                        .toList());
                                    }

                                    @Override
                                    public void onError(Throwable failure) {
                                        names.completeExceptionally(failure);
                                    }

                                    @Override
                                    public void onCompleted() {}
                                });
        asking.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        assertThat(names.join())
                .contains(
                        "aperture.flowcontrol.check.v1.FlowControlService",
                        "opentelemetry.proto.collector.trace.v1.TraceService",
                        "grpc.health.v1.Health");
        asking.onCompleted();
    }
}
