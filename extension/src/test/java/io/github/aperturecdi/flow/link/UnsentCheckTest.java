package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.Ticker;
import io.github.aperturecdi.internal.Breaker;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A question that cannot be put, for a reason that is not the agent's. */
class UnsentCheckTest {

    private static final FlowRequest REQUEST = FlowRequest.at("checkout").build();
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration WATCHDOG = Duration.ofSeconds(60);

    private final AtomicInteger failures = new AtomicInteger();
    private final ScriptedAgent agent = ScriptedAgent.start();
    private final AgentChannel channel =
            new AgentChannel(new AgentEndpoint(agent.address(), true, null), Ticker.SYSTEM);
    private final Breaker breaker = new Breaker();
    private final ScheduledExecutorService timer = LinkTimer.start();
    private CheckClient checks;

    /** As a stack does that overflows while the call is made. */
    private final class Overflowing implements ClientInterceptor {
        @Override
        public <Q, R> ClientCall<Q, R> interceptCall(
                MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
            if (failures.getAndDecrement() > 0) {
                throw new StackOverflowError();
            }
            return next.newCall(method, options);
        }
    }

    @BeforeEach
    void open() {
        checks =
                new CheckClient(
                        ClientInterceptors.intercept(channel.channel(), new Overflowing()),
                        new Liveness(agent.address(), channel, breaker, Ticker.SYSTEM),
                        timer,
                        unwanted -> {},
                        Ticker.SYSTEM);
    }

    @AfterEach
    void close() throws Exception {
        channel.close(LONG);
        timer.shutdownNow();
        agent.close();
    }

    /** A close would wait for them. */
    private void assertNothingUnderWay() {
        assertTimeoutPreemptively(WATCHDOG, () -> checks.close(Duration.ofDays(1)));
    }

    @Test
    void an_error_while_asking_is_a_refusal_and_leaves_nothing_under_way() {
        failures.set(1);
        assertThat(checks.check(REQUEST, LONG)).isEqualTo(Decision.notAsked());
        assertThat(checks.check(REQUEST, LONG).type()).isEqualTo(Decision.Type.ADMITTED);
        assertNothingUnderWay();
    }

    @Test
    void the_same_without_a_waiting_caller() {
        failures.set(1);
        assertThat(checks.checkAsync(REQUEST, LONG).join()).isEqualTo(Decision.notAsked());
        assertThat(checks.checkAsync(REQUEST, LONG).join().type())
                .isEqualTo(Decision.Type.ADMITTED);
        assertNothingUnderWay();
    }

    /** The stack is the application's. */
    @Test
    void it_says_nothing_of_the_agent() {
        failures.set(20);
        for (int i = 0; i < 20; i++) {
            assertThat(checks.check(REQUEST, LONG)).isEqualTo(Decision.notAsked());
        }
        assertThat(breaker.isOpen()).isFalse();
        assertThat(checks.check(REQUEST, LONG).type()).isEqualTo(Decision.Type.ADMITTED);
    }
}
