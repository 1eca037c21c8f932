package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.testing.FaultyProxy;
import io.github.aperturecdi.testing.FaultyProxy.Mode;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A link that nobody uses while its connection is lost. */
class QuietLinkTest {

    private static final FlowRequest REQUEST = FlowRequest.at("checkout").build();
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration WATCHDOG = Duration.ofSeconds(60);

    private final ScriptedAgent agent = ScriptedAgent.start();
    private final FaultyProxy proxy = new FaultyProxy(agent.port());
    private final AgentLink link = AgentLink.open(new AgentEndpoint(proxy.address(), true, null));

    @AfterEach
    void close() {
        link.close();
        proxy.close();
        agent.close();
    }

    static Stream<Arguments> losses() {
        return Stream.of(
                loss(
                        "a restart",
                        test -> {
                            test.agent.kill();
                            test.agent.restart();
                        }),
                loss(
                        "GOAWAY",
                        test -> {
                            test.agent.sayGoodbye();
                            test.agent.kill();
                            test.agent.restart();
                        }),
                loss(
                        "a reset",
                        test -> {
                            test.proxy.mode(Mode.RESET);
                            test.proxy.mode(Mode.FORWARD);
                        }),
                loss(
                        "an absence",
                        test -> {
                            test.proxy.mode(Mode.REFUSE);
                            test.proxy.mode(Mode.FORWARD);
                        }));
    }

    private static Arguments loss(String name, Consumer<QuietLinkTest> happens) {
        return Arguments.argumentSet(name, happens);
    }

    /** Or the next call would have to connect within its timeout. */
    @ParameterizedTest
    @MethodSource("losses")
    void a_lost_connection_is_there_again_before_anybody_asks(Consumer<QuietLinkTest> loss) {
        agent.at("checkout", Replies.rateLimited(Duration.ofSeconds(1), "p"));
        await().atMost(WATCHDOG).until(() -> agent.connections() == 1);
        loss.accept(this);
        await().atMost(WATCHDOG).until(() -> agent.connections() == 2);
        assertThat(link.check(REQUEST, LONG).type()).isEqualTo(Decision.Type.REJECTED);
        assertThat(agent.connections()).isEqualTo(2);
    }

    /** Such as a proxy without an upstream. */
    @Test
    void a_peer_that_closes_each_connection_is_not_tried_without_end() throws Exception {
        AtomicInteger accepted = new AtomicInteger();
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread closing = new Thread(() -> closeEach(listener, accepted), "closing");
            closing.start();
            long start = System.nanoTime();
            String address = "localhost:" + listener.getLocalPort();
            try (AgentLink closed = AgentLink.open(new AgentEndpoint(address, true, null))) {
                await().atMost(WATCHDOG).until(() -> accepted.get() > 1);
                await().during(Duration.ofSeconds(1)).atMost(WATCHDOG).until(() -> true);
                long quarters = (System.nanoTime() - start) / 250_000_000;
                assertThat((long) accepted.get()).isLessThanOrEqualTo(2 + quarters);
                assertThat(closed.check(REQUEST, LONG)).isEqualTo(Decision.unreachable());
            }
        }
    }

    /** Says what makes a connection ready, an empty SETTINGS frame, and no more. */
    private static void closeEach(ServerSocket listener, AtomicInteger accepted) {
        while (true) {
            try (Socket socket = listener.accept()) {
                accepted.incrementAndGet();
                socket.getOutputStream().write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
                // Type 4 with flag 1: the other side has read it.
                InputStream in = socket.getInputStream();
                int last = 0;
                for (int b = in.read(); b >= 0 && !(last == 4 && b == 1); b = in.read()) {
                    last = b;
                }
            } catch (IOException e) {
                if (listener.isClosed()) {
                    return;
                }
            }
        }
    }

    @Test
    void a_closed_link_connects_no_more() {
        await().atMost(WATCHDOG).until(() -> agent.connections() == 1);
        link.close();
        agent.kill();
        agent.restart();
        assertThat(link.check(REQUEST, LONG)).isEqualTo(Decision.unreachable());
        await().during(Duration.ofSeconds(1))
                .atMost(WATCHDOG)
                .until(() -> agent.connections() == 1);
    }
}
