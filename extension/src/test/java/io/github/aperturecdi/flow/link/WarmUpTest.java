package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.testing.LoggedMessages;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What an agent hears of a link that opens, before anybody asks. */
class WarmUpTest {

    private final Queue<String> heard = new ConcurrentLinkedQueue<>();

    private static final MethodDescriptor.Marshaller<byte[]> BYTES =
            new MethodDescriptor.Marshaller<>() {
                @Override
                public InputStream stream(byte[] value) {
                    return new ByteArrayInputStream(value);
                }

                @Override
                public byte[] parse(InputStream stream) {
                    try {
                        return stream.readAllBytes();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            };

    private BindableService health() {
        return () ->
                ServerServiceDefinition.builder("grpc.health.v1.Health")
                        .addMethod(
                                MethodDescriptor.newBuilder(BYTES, BYTES)
                                        .setType(MethodDescriptor.MethodType.UNARY)
                                        .setFullMethodName("grpc.health.v1.Health/Check")
                                        .build(),
                                ServerCalls.asyncUnaryCall(
                                        (question, reply) -> {
                                            heard.add(new String(question, StandardCharsets.UTF_8));
                                            reply.onNext(new byte[] {8, 1});
                                            reply.onCompleted();
                                        }))
                        .build();
    }

    @Test
    void opening_requests_the_agents_health_and_nothing_that_a_limit_counts() throws Exception {
        try (ScriptedAgent agent = ScriptedAgent.start(health());
                AgentLink link = AgentLink.open(new AgentEndpoint(agent.address(), true, null))) {
            // The name that Aperture's agents register, as field 1 of the question.
            await().untilAsserted(
                            () ->
                                    assertThat(heard)
                                            .containsExactly(
                                                    "\n\u002aaperture.flowcontrol.v1"
                                                            + ".FlowControlService"));
            assertThat(agent.checks()).isEmpty();
            assertThat(agent.ends()).isEmpty();
            assertThat(agent.exports()).isEmpty();
            await().until(link::connected);
        }
    }

    @Test
    void an_agent_without_health_decides_all_the_same_and_nothing_is_logged() {
        try (LoggedMessages log = new LoggedMessages(AgentLink.class.getName());
                ScriptedAgent agent = ScriptedAgent.start();
                AgentLink link = AgentLink.open(new AgentEndpoint(agent.address(), true, null))) {
            assertThat(
                            link.check(FlowRequest.at("checkout").build(), Duration.ofSeconds(20))
                                    .type())
                    .isEqualTo(Decision.Type.ADMITTED);
            assertThat(log.messages()).isEmpty();
        }
    }

    /** A peer that answers nothing: the start waits for no answer. */
    @Test
    void opening_waits_for_no_answer() throws Exception {
        Server silent =
                OkHttpServerBuilder.forPort(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                InsecureServerCredentials.create())
                        .addService(
                                ServerServiceDefinition.builder("grpc.health.v1.Health")
                                        .addMethod(
                                                MethodDescriptor.newBuilder(BYTES, BYTES)
                                                        .setType(MethodDescriptor.MethodType.UNARY)
                                                        .setFullMethodName(
                                                                "grpc.health.v1.Health/Check")
                                                        .build(),
                                                ServerCalls.asyncUnaryCall(
                                                        (question, reply) -> heard.add("asked")))
                                        .build())
                        .build()
                        .start();
        try (AgentLink link =
                AgentLink.open(new AgentEndpoint("localhost:" + silent.getPort(), true, null))) {
            await().until(() -> !heard.isEmpty());
            await().until(link::connected);
        } finally {
            silent.shutdownNow();
        }
    }
}
