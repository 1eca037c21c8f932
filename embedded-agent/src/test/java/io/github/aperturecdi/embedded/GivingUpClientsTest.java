package io.github.aperturecdi.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.embedded.internal.engine.Engine;
import io.github.aperturecdi.embedded.internal.engine.Limits;
import io.github.aperturecdi.embedded.internal.engine.ManualTicker;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.link.AgentEndpoint;
import io.github.aperturecdi.flow.link.AgentLink;
import io.github.aperturecdi.flow.spi.Agent;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A plain server of grpc-java whose handler is limited to one run an hour, and clients that would
 * like more: whatever they do with their calls, the handler runs once.
 */
@Timeout(180)
class GivingUpClientsTest {

    private static final int CLIENTS = 100;

    /** Where the agent is. */
    enum Where {
        INSIDE,
        ELSEWHERE
    }

    private final Engine engine =
            new Engine(
                    List.of(Limits.of("limited").rate(1, 1, Duration.ofHours(1)).policy()),
                    new ManualTicker());
    private final AtomicInteger ran = new AtomicInteger();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger handled = new AtomicInteger();
    private AgentServer agentServer;
    private FlowControl flows;
    private Server server;
    private ManagedChannel channel;

    private void serve(Where where) throws Exception {
        Agent agent;
        if (where == Where.INSIDE) {
            agent = new EmbeddedAgent(engine);
        } else {
            agentServer = AgentServer.start(engine, 0);
            agent = AgentLink.open(new AgentEndpoint(agentServer.target(), true, null));
            await().until(agent::connected);
        }
        // Enough for the slowest machine: no flow is admitted because time ran out.
        flows = FlowControl.builder().agent(agent).timeout(Duration.ofSeconds(60)).build();
        server =
                OkHttpServerBuilder.forPort(0, InsecureServerCredentials.create())
                        .addService(new Limited())
                        .build()
                        .start();
        channel =
                Grpc.newChannelBuilder(
                                "localhost:" + server.getPort(),
                                InsecureChannelCredentials.create())
                        .build();
    }

    @AfterEach
    void stop() throws Exception {
        channel.shutdownNow();
        server.shutdownNow();
        server.awaitTermination(60, TimeUnit.SECONDS);
        flows.close();
        if (agentServer != null) {
            agentServer.close();
        }
    }

    /** Any service will do: this one's stubs are at hand. */
    private final class Limited extends FlowControlServiceGrpc.FlowControlServiceImplBase {
        @Override
        public void check(CheckRequest request, StreamObserver<CheckResponse> answer) {
            begun.incrementAndGet();
            try (Flow flow = flows.start(FlowRequest.at("checkout").build())) {
                if (flow.shouldRun()) {
                    ran.incrementAndGet();
                }
            }
            handled.incrementAndGet();
            answer.onNext(CheckResponse.getDefaultInstance());
            answer.onCompleted();
        }
    }

    private ClientCall<CheckRequest, CheckResponse> call(CallOptions options) {
        ClientCall<CheckRequest, CheckResponse> call =
                channel.newCall(FlowControlServiceGrpc.getCheckMethod(), options);
        ClientCalls.futureUnaryCall(call, CheckRequest.getDefaultInstance());
        return call;
    }

    private void assertLimited() {
        FlowControlServiceGrpc.newBlockingStub(channel).check(CheckRequest.getDefaultInstance());
        await().until(() -> handled.get() == begun.get());
        // None, where the token went to a client that did not wait for it.
        assertThat(ran).hasValueLessThanOrEqualTo(1);
        assertThat(flows.status().unreachable()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void deadlines_of_microseconds_do_not_run_it(Where where) throws Exception {
        serve(where);
        for (int i = 0; i < CLIENTS; i++) {
            call(CallOptions.DEFAULT.withDeadlineAfter(300L + 50L * i, TimeUnit.MICROSECONDS));
        }
        assertLimited();
    }

    @ParameterizedTest
    @EnumSource
    void clients_that_cancel_at_once_do_not_run_it(Where where) throws Exception {
        serve(where);
        for (int i = 0; i < CLIENTS; i++) {
            int before = begun.get();
            ClientCall<CheckRequest, CheckResponse> call = call(CallOptions.DEFAULT);
            if (i % 10 == 0) {
                await().until(() -> begun.get() > before);
            }
            call.cancel("enough", null);
        }
        assertLimited();
    }

    @ParameterizedTest
    @EnumSource
    void work_that_goes_on_after_its_call_does_not_run_more(Where where) throws Exception {
        serve(where);
        Context.CancellableContext over = Context.current().withCancellation();
        over.cancel(null);
        for (int i = 0; i < CLIENTS; i++) {
            over.run(
                    () -> {
                        try (Flow flow = flows.start(FlowRequest.at("checkout").build())) {
                            ran.addAndGet(flow.shouldRun() ? 1 : 0);
                        }
                    });
            CompletableFuture<Flow> started =
                    over.call(() -> flows.startAsync(FlowRequest.at("checkout").build()));
            try (Flow flow = started.get(60, TimeUnit.SECONDS)) {
                ran.addAndGet(flow.shouldRun() ? 1 : 0);
            }
        }
        assertLimited();
    }
}
