package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.flow.CacheUpdate;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.TraceServiceGrpc;
import io.github.aperturecdi.testing.LoggedMessages;
import io.github.aperturecdi.testing.Replies;
import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannelProvider;
import io.grpc.ManagedChannelRegistry;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MalformedURLException;
import java.net.SocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Peers that decide, and refuse everything else: spans, ends and the cache. A server on OkHttp does
 * not give back what a refused request took of the connection's 65,535 bytes, so a client that goes
 * on sending stalls.
 */
@Tag("long")
@Timeout(300)
class RefusingPeerTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int FLOWS = 2_000;

    /** What a reply shows again is what makes spans large: 20 KiB here. */
    private static final String LARGE = "x".repeat(20 << 10);

    /** Never closed: Netty's threads load classes while they end. */
    private static final ClassLoader NETTY = netty();

    private final AtomicInteger ids = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private ManagedChannelProvider nettyChannels;
    private Server server;

    private static ClassLoader netty() {
        try {
            File jar = new File("target/netty/grpc-netty-shaded-1.79.0.jar");
            assertThat(jar).exists();
            return new URLClassLoader(
                    new URL[] {jar.toURI().toURL()}, RefusingPeerTest.class.getClassLoader());
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void close() throws Exception {
        if (nettyChannels != null) {
            ManagedChannelRegistry.getDefaultRegistry().deregister(nettyChannels);
        }
        server.shutdownNow().awaitTermination();
    }

    private Object netty(String type) throws ReflectiveOperationException {
        return NETTY.loadClass("io.grpc.netty.shaded.io.grpc.netty." + type)
                .getDeclaredConstructor()
                .newInstance();
    }

    private AgentLink open(String client, String peer, Status refusal) throws Exception {
        if (client.equals("netty")) {
            nettyChannels = (ManagedChannelProvider) netty("NettyChannelProvider");
            ManagedChannelRegistry.getDefaultRegistry().register(nettyChannels);
        }
        SocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        ServerBuilder<?> builder =
                peer.equals("okhttp")
                        ? OkHttpServerBuilder.forPort(address, InsecureServerCredentials.create())
                        : (ServerBuilder<?>)
                                NETTY.loadClass(
                                                "io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder")
                                        .getMethod("forAddress", SocketAddress.class)
                                        .invoke(null, address);
        builder.addService(decides());
        if (refusal.getCode() != Status.Code.UNIMPLEMENTED) {
            // Before it reads what it refuses, as one does that looks for a key.
            builder.addService(everything()).intercept(new Refusing(refusal));
        }
        server = builder.build().start();
        return AgentLink.open(new AgentEndpoint("localhost:" + server.getPort(), true, null));
    }

    private BindableService decides() {
        return () ->
                ServerServiceDefinition.builder(FlowControlServiceGrpc.SERVICE_NAME)
                        .addMethod(
                                FlowControlServiceGrpc.getCheckMethod(),
                                ServerCalls.asyncUnaryCall(
                                        (CheckRequest request,
                                                StreamObserver<CheckResponse> reply) -> {
                                            reply.onNext(
                                                    Replies.holding("id-" + ids.incrementAndGet())
                                                            .toBuilder()
                                                            .putTelemetryFlowLabels("large", LARGE)
                                                            .build());
                                            reply.onCompleted();
                                        }))
                        .build();
    }

    private static BindableService everything() {
        return new TraceServiceGrpc.TraceServiceImplBase() {};
    }

    private final class Refusing implements ServerInterceptor {

        private final Status refusal;

        Refusing(Status refusal) {
            this.refusal = refusal;
        }

        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            if (call.getMethodDescriptor().getBareMethodName().equals("Check")) {
                return next.startCall(call, headers);
            }
            refusals.incrementAndGet();
            call.close(refusal, new Metadata());
            return new ServerCall.Listener<>() {};
        }
    }

    @ParameterizedTest
    @CsvSource({
        "okhttp, okhttp, UNIMPLEMENTED",
        "okhttp, netty, UNIMPLEMENTED",
        "netty, okhttp, UNIMPLEMENTED",
        "netty, netty, UNIMPLEMENTED",
        "okhttp, okhttp, PERMISSION_DENIED",
        "netty, okhttp, UNAUTHENTICATED"
    })
    void a_peer_that_refuses_all_but_checks_answers_every_one_of_them(
            String client, String peer, Status.Code refusal) throws Exception {
        FlowRequest request = FlowRequest.at("checkout").build();
        try (LoggedMessages log = new LoggedMessages(AgentLink.class.getName());
                AgentLink link = open(client, peer, refusal.toStatus())) {
            // What a connection refuses is forgotten with the next connection.
            await().until(link::connected);
            for (int i = 0; i < FLOWS; i++) {
                Decision decision = link.check(request, LONG);
                assertThat(decision.type()).as("flow %s", i).isEqualTo(Decision.Type.ADMITTED);
                link.end(Ends.of(request, decision));
                if (i % 10 == 0) {
                    link.cacheGet(new CacheKey.Global("key"));
                    link.cachePut(new CacheKey.Global("key"), new byte[20_000], LONG);
                    link.cacheDelete(new CacheKey.Global("key"));
                }
            }
            await().until(() -> link.pendingEnds() == 0);
            await().atMost(LONG).until(() -> link.droppedTelemetry() == FLOWS);
            assertThat(log.messages())
                    .filteredOn(message -> message.contains("APERTURE-308"))
                    .hasSize(5)
                    .anyMatch(
                            message ->
                                    message.contains("Export of spans (" + refusal.name() + ")"));
            assertThat(link.check(request, LONG).type()).isEqualTo(Decision.Type.ADMITTED);
            CompletableFuture<CacheUpdate> put =
                    link.cachePut(new CacheKey.Global("key"), new byte[1], LONG);
            assertThat(put.join().status()).isEqualTo(CacheUpdate.Status.ABSENT);
        }
    }
}
