package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc;
import io.github.aperturecdi.testing.Replies;
import io.grpc.InsecureServerCredentials;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.stub.ServerCalls;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A reply that is there when its call is cut off before the trailers: what it hands out must go
 * back, so it is the decision, whichever way was asked.
 */
@Tag("long")
class CutOffReplyTest {

    /** Long enough for the reply to come on a slow machine; the call takes all of it. */
    private static final Duration TIMEOUT = Duration.ofSeconds(6);

    private static final FlowRequest REQUEST = FlowRequest.at("held").build();

    private Server server;
    private AgentLink link;

    /** On the wire a stream of one reply is a reply, and its server need not say that it ends. */
    private static ServerServiceDefinition neverEnding() {
        MethodDescriptor<CheckRequest, CheckResponse> check =
                FlowControlServiceGrpc.getCheckMethod().toBuilder()
                        .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
                        .build();
        return ServerServiceDefinition.builder(FlowControlServiceGrpc.SERVICE_NAME)
                .addMethod(
                        check,
                        ServerCalls.asyncServerStreamingCall(
                                (request, replies) -> replies.onNext(Replies.holding("held-1"))))
                .build();
    }

    @BeforeEach
    void start() throws Exception {
        server =
                OkHttpServerBuilder.forPort(0, InsecureServerCredentials.create())
                        .addService(neverEnding())
                        .build()
                        .start();
        link = AgentLink.open(new AgentEndpoint("localhost:" + server.getPort(), true, null));
        await().until(link::connected);
    }

    @AfterEach
    void stop() throws Exception {
        link.close();
        server.shutdownNow();
        assertThat(server.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }

    private static void assertHeld(Decision decision) {
        assertThat(decision.type()).isEqualTo(Decision.Type.ADMITTED);
        assertThat(decision.inflight()).hasSize(1);
    }

    @Test
    void asked_by_a_thread_that_waits() {
        assertHeld(link.check(REQUEST, TIMEOUT));
    }

    @Test
    void asked_by_one_that_does_not() throws Exception {
        assertHeld(link.checkAsync(REQUEST, TIMEOUT).get(60, TimeUnit.SECONDS));
    }
}
