package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.internal.Breaker;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.grpc.Status;
import java.time.Duration;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** A log that throws, such as one whose disk is full. */
class FailingLogTest {

    private static final FlowRequest REQUEST = FlowRequest.at("checkout").build();
    private static final Duration LONG = Duration.ofSeconds(40);

    /** Strong, as the log manager keeps loggers weakly. */
    private final Logger logger = Logger.getLogger(AgentLink.class.getName());

    private final Handler failing =
            new Handler() {
                @Override
                public void publish(LogRecord message) {
                    throw new IllegalStateException("the disk is full");
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    /** The log is told that the agent is back before the caller gets the decision. */
    @Test
    void the_first_reply_after_an_outage_reaches_its_caller() {
        Breaker breaker = new Breaker(1, Duration.ZERO);
        try (ScriptedAgent agent = ScriptedAgent.start();
                AgentLink link =
                        AgentLink.open(new AgentEndpoint(agent.address(), true, null), breaker)) {
            await().until(link::connected);
            agent.at(
                    "other",
                    request -> {
                        throw Status.UNAVAILABLE.asRuntimeException();
                    });
            link.check(FlowRequest.at("other").build(), LONG);
            assertThat(breaker.isOpen()).isTrue();
            agent.at("checkout", Replies.holding("held"));
            logger.addHandler(failing);

            Decision decision = link.check(REQUEST, LONG);

            assertThat(decision.type()).isEqualTo(Decision.Type.ADMITTED);
            assertThat(decision.inflight()).hasSize(1);
            assertThat(breaker.isOpen()).isFalse();
        } finally {
            logger.removeHandler(failing);
        }
    }
}
