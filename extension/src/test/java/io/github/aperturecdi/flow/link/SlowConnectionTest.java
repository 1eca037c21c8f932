package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.internal.Breaker;
import io.github.aperturecdi.testing.FaultyProxy;
import io.github.aperturecdi.testing.FaultyProxy.Mode;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An agent that takes longer to connect to than callers wait. */
@Tag("long")
class SlowConnectionTest {

    private static final FlowRequest REQUEST = FlowRequest.at("checkout").build();
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Duration WATCHDOG = Duration.ofSeconds(60);

    private final ScriptedAgent agent = ScriptedAgent.start();
    private final FaultyProxy proxy = new FaultyProxy(agent.port());
    private final Breaker breaker = new Breaker(2, Duration.ofMillis(20));

    @AfterEach
    void close() {
        proxy.close();
        agent.close();
    }

    private AgentLink open() {
        agent.at("checkout", Replies.rateLimited(Duration.ofSeconds(1), "p"));
        return AgentLink.open(new AgentEndpoint(proxy.address(), true, null), breaker);
    }

    private static void awaitControl(AgentLink link) {
        await().atMost(WATCHDOG)
                .until(() -> link.check(REQUEST, SHORT).type() == Decision.Type.REJECTED);
    }

    /** A probe that is not answered must not end the attempt that the next one could use. */
    @Test
    void an_agent_whose_connection_takes_longer_than_many_probes_is_reached() {
        proxy.delay(Duration.ofSeconds(2));
        try (AgentLink link = open()) {
            while (!breaker.isOpen()) {
                assertThat(link.check(REQUEST, SHORT)).isEqualTo(Decision.unreachable());
            }
            awaitControl(link);
        }
    }

    /** In plaintext, nothing but the absence of its first words tells of such a peer. */
    @Test
    void a_peer_that_accepts_and_says_nothing_is_left_for_a_new_connection() {
        proxy.mode(Mode.HANG);
        try (AgentLink link = open()) {
            await().until(() -> proxy.connections() == 1);
            // The connection that there is stays silent; a new one is forwarded.
            proxy.mode(Mode.FORWARD);
            awaitControl(link);
        }
    }

    /** To gRPC, an attempt after a failed one is a failure still. */
    @Test
    void the_same_after_a_refusal() {
        proxy.mode(Mode.REFUSE);
        try (AgentLink link = open()) {
            await().until(
                            () -> {
                                link.check(REQUEST, SHORT);
                                return breaker.isOpen();
                            });
            proxy.mode(Mode.HANG);
            await().until(
                            () -> {
                                link.check(REQUEST, SHORT);
                                return proxy.connections() == 1;
                            });
            proxy.mode(Mode.FORWARD);
            awaitControl(link);
        }
    }
}
