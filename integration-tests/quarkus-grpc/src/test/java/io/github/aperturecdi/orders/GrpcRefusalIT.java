package io.github.aperturecdi.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.RetryInfo;
import io.github.aperturecdi.proto.check.v1.CacheDeleteRequest;
import io.github.aperturecdi.proto.check.v1.CacheDeleteResponse;
import io.github.aperturecdi.proto.check.v1.CacheLookupRequest;
import io.github.aperturecdi.proto.check.v1.CacheUpsertRequest;
import io.github.aperturecdi.proto.check.v1.CacheUpsertResponse;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc.FlowControlServiceBlockingStub;
import io.github.aperturecdi.proto.check.v1.FlowEndRequest;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.net.URL;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the client of a gRPC service on Quarkus sees of a refusal; nobody registers anything. */
@ExtendWith(ArquillianExtension.class)
class GrpcRefusalIT {

    private static String policy(String controlPoint) {
        return """
            circuit:
              components:
                - flow_control:
                    rate_limiter:
                      selectors: [{control_point: %s}]
                      in_ports:
                        bucket_capacity: {constant_signal: {value: 1}}
                        fill_amount: {constant_signal: {value: 1}}
                      parameters: {interval: 3600s}
            """
                .formatted(controlPoint);
    }

    @ArquillianResource URL application;

    @Deployment
    static WebArchive application() {
        return ShrinkWrap.create(WebArchive.class)
                .addClasses(Orders.class, OrderService.class)
                .addAsResource(
                        new StringAsset(policy("orders-thrown")), "META-INF/aperture/thrown.yaml")
                .addAsResource(new StringAsset(policy("orders-uni")), "META-INF/aperture/uni.yaml")
                .addAsResource(
                        new StringAsset(policy("orders-given-up")),
                        "META-INF/aperture/given-up.yaml")
                .addAsResource(
                        new StringAsset(policy("orders-observed")),
                        "META-INF/aperture/observed.yaml")
                .addAsResource(
                        new StringAsset(
                                """
                                quarkus.grpc.server.use-separate-server=false
                                quarkus.index-dependency.stubs.group-id=io.github.aperture-cdi
                                quarkus.index-dependency.stubs.artifact-id=aperture-cdi-proto
                                """),
                        "application.properties");
    }

    private void refuses(Consumer<FlowControlServiceBlockingStub> method) {
        ManagedChannel channel =
                OkHttpChannelBuilder.forAddress(
                                application.getHost(),
                                application.getPort(),
                                InsecureChannelCredentials.create())
                        .build();
        try {
            FlowControlServiceBlockingStub service =
                    FlowControlServiceGrpc.newBlockingStub(channel);
            method.accept(service);
            StatusRuntimeException refused =
                    catchThrowableOfType(
                            StatusRuntimeException.class, () -> method.accept(service));
            assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(refused.getStatus().getDescription()).startsWith("Refused: RATE_LIMITED");
            RetryInfo info =
                    refused.getTrailers()
                            .get(ProtoUtils.keyForProto(RetryInfo.getDefaultInstance()));
            assertThat(info.getRetryDelay().getSeconds()).isBetween(1L, 3_600L);
        } finally {
            channel.shutdownNow();
        }
    }

    private ManagedChannel connect() {
        return OkHttpChannelBuilder.forAddress(
                        application.getHost(),
                        application.getPort(),
                        InsecureChannelCredentials.create())
                .build();
    }

    /** Whatever its clients do with their calls: the policy lets the work be done once. */
    @Test
    @RunAsClient
    void clients_that_give_up_are_limited_like_any_other() {
        ManagedChannel channel = connect();
        // Calls that are given up may cost their client its connection.
        ManagedChannel patient = connect();
        try {
            FlowControlServiceBlockingStub service =
                    FlowControlServiceGrpc.newBlockingStub(patient);
            for (int i = 0; i < 100; i++) {
                CallOptions options =
                        i % 2 == 0
                                ? CallOptions.DEFAULT
                                : CallOptions.DEFAULT.withDeadlineAfter(
                                        300L + 100L * i, TimeUnit.MICROSECONDS);
                ClientCall<CacheUpsertRequest, CacheUpsertResponse> call =
                        channel.newCall(FlowControlServiceGrpc.getCacheUpsertMethod(), options);
                ClientCalls.futureUnaryCall(call, CacheUpsertRequest.getDefaultInstance());
                if (i % 2 == 0) {
                    call.cancel("enough", null);
                }
            }
            // Also by work that goes on after its call.
            CacheDeleteResponse runs = service.cacheDelete(CacheDeleteRequest.getDefaultInstance());
            assertThat(Integer.parseInt(runs.getResultCacheResponse().getError())).isBetween(0, 1);
        } finally {
            channel.shutdownNow();
            patient.shutdownNow();
        }
    }

    @Test
    @RunAsClient
    void a_blocking_method_that_throws() {
        refuses(service -> service.check(CheckRequest.getDefaultInstance()));
    }

    @Test
    @RunAsClient
    void a_method_on_the_event_loop_that_fails_its_observer() {
        refuses(service -> service.cacheLookup(CacheLookupRequest.getDefaultInstance()));
    }

    @Test
    @RunAsClient
    void a_method_of_mutiny_whose_result_fails() {
        refuses(service -> service.flowEnd(FlowEndRequest.getDefaultInstance()));
    }
}
