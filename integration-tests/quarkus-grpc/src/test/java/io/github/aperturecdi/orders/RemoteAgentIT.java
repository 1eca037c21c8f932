package io.github.aperturecdi.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.proto.check.v1.CacheDeleteRequest;
import io.github.aperturecdi.proto.check.v1.CacheDeleteResponse;
import io.github.aperturecdi.proto.check.v1.CacheUpsertRequest;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.CheckResponse.DecisionType;
import io.github.aperturecdi.proto.check.v1.CheckResponse.RejectReason;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc.FlowControlServiceBlockingStub;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc.FlowControlServiceImplBase;
import io.github.aperturecdi.proto.check.v1.FlowEndRequest;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The clients of a gRPC service on Quarkus that asks an agent over TCP. */
@ExtendWith(ArquillianExtension.class)
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class RemoteAgentIT {

    private static final int CALLS = 200;

    /** For a condition that is awaited: no machine is too slow for it. */
    private static final Duration LONG = Duration.ofMinutes(2);

    private static Server agent;

    @ArquillianResource URL application;

    /** Admits one flow of each control point, and takes as long as some clients do not wait. */
    private static final class OneEach extends FlowControlServiceImplBase {

        private final Map<String, Integer> asked = new ConcurrentHashMap<>();
        private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

        @Override
        public void check(CheckRequest request, StreamObserver<CheckResponse> reply) {
            CheckResponse made =
                    asked.merge(request.getControlPoint(), 1, Integer::sum) == 1
                            ? CheckResponse.getDefaultInstance()
                            : CheckResponse.newBuilder()
                                    .setDecisionType(DecisionType.DECISION_TYPE_REJECTED)
                                    .setRejectReason(RejectReason.REJECT_REASON_RATE_LIMITED)
                                    .build();
            timer.schedule(() -> answer(made, reply), 5, TimeUnit.MILLISECONDS);
        }

        private static void answer(CheckResponse made, StreamObserver<CheckResponse> reply) {
            reply.onNext(made);
            reply.onCompleted();
        }
    }

    private static final OneEach DECISIONS = new OneEach();

    @Deployment
    static WebArchive application() throws IOException {
        agent =
                OkHttpServerBuilder.forPort(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                InsecureServerCredentials.create())
                        .addService(DECISIONS)
                        .build()
                        .start();
        return ShrinkWrap.create(WebArchive.class)
                .addClasses(Orders.class, OrderService.class)
                .addAsResource(
                        new StringAsset(
                                """
                                aperture.agent.address=localhost:%s
                                aperture.agent.insecure=true
                                aperture.timeout=30s
                                quarkus.grpc.server.use-separate-server=false
                                quarkus.index-dependency.stubs.group-id=io.github.aperture-cdi
                                quarkus.index-dependency.stubs.artifact-id=aperture-cdi-proto
                                """
                                        .formatted(agent.getPort())),
                        "application.properties");
    }

    @AfterAll
    static void close() throws InterruptedException {
        agent.shutdownNow().awaitTermination();
        DECISIONS.timer.shutdownNow();
    }

    private ManagedChannel connect() {
        return OkHttpChannelBuilder.forAddress(
                        application.getHost(),
                        application.getPort(),
                        InsecureChannelCredentials.create())
                .build();
    }

    /** Until more than one of the calls has reached the agent: a slow machine sends few in time. */
    private <Q, A> void giveUpUntilAsked(
            String controlPoint, MethodDescriptor<Q, A> method, Q question) {
        await().atMost(LONG)
                .until(
                        () -> {
                            giveUp(method, question);
                            return DECISIONS.asked.getOrDefault(controlPoint, 0) > 1;
                        });
    }

    /** Half of them cancel, the others have from no time at all to enough of it. */
    private <Q, A> void giveUp(MethodDescriptor<Q, A> method, Q question)
            throws InterruptedException {
        ManagedChannel channel = connect();
        CountDownLatch over = new CountDownLatch(CALLS);
        try {
            // While it connects, their time would be over before one of them leaves.
            await().atMost(LONG).until(() -> channel.getState(true) == ConnectivityState.READY);
            for (int i = 0; i < CALLS; i++) {
                CallOptions options =
                        i % 2 == 0
                                ? CallOptions.DEFAULT
                                : CallOptions.DEFAULT.withDeadlineAfter(
                                        300L + 100L * i, TimeUnit.MICROSECONDS);
                ClientCall<Q, A> call = channel.newCall(method, options);
                ClientCalls.futureUnaryCall(call, question)
                        .addListener(over::countDown, Runnable::run);
                if (i % 2 == 0) {
                    call.cancel("enough", null);
                }
            }
            assertThat(over.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    @RunAsClient
    void clients_that_give_up_are_limited_by_an_agent_over_tcp() {
        giveUpUntilAsked(
                "orders-given-up",
                FlowControlServiceGrpc.getCacheUpsertMethod(),
                CacheUpsertRequest.getDefaultInstance());
        giveUpUntilAsked(
                "orders-uni",
                FlowControlServiceGrpc.getFlowEndMethod(),
                FlowEndRequest.getDefaultInstance());
        ManagedChannel patient = connect();
        try {
            FlowControlServiceBlockingStub service =
                    FlowControlServiceGrpc.newBlockingStub(patient);
            service.cacheUpsert(CacheUpsertRequest.getDefaultInstance());
            CacheDeleteResponse runs = service.cacheDelete(CacheDeleteRequest.getDefaultInstance());
            assertThat(Integer.parseInt(runs.getResultCacheResponse().getError())).isBetween(0, 1);
            assertThat(Integer.parseInt(runs.getGlobalCacheResponsesOrThrow("later").getError()))
                    .isBetween(0, 1);
        } finally {
            patient.shutdownNow();
        }
    }
}
