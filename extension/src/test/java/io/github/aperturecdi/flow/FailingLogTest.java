package io.github.aperturecdi.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.spi.InflightToken;
import io.github.aperturecdi.flow.spi.UncountedBy;
import io.github.aperturecdi.testing.LoggedMessages;
import io.github.aperturecdi.testing.StubAgent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log handler that fails must not cost the agent's tokens, nor leave a caller waiting. */
@Timeout(60)
class FailingLogTest {

    private static final InflightToken TOKEN =
            new InflightToken("a-policy", "hash", "root.0", "default", "request-1", 1);

    /** Admits with a token, and with a limiter that did not count the flow, which is logged. */
    private static final Decision LOGGED =
            Decision.admitted(List.of(TOKEN))
                    .withUncounted(List.of(new UncountedBy("a-policy", "root.1", "user")));

    /** Strong, as the log manager keeps loggers weakly. */
    private final Logger logger = Logger.getLogger("io.github.aperturecdi.flow");

    private final Handler failing =
            new Handler() {
                @Override
                public void publish(LogRecord record) {
                    throw new IllegalStateException("the disk is full");
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    private final StubAgent agent = new StubAgent();
    private final FlowControl flows =
            FlowControl.builder().agent(agent).shutdownTimeout(Duration.ofMinutes(5)).build();

    @BeforeEach
    void addHandler() {
        agent.decision = LOGGED;
        logger.addHandler(failing);
    }

    @AfterEach
    void removeHandler() {
        logger.removeHandler(failing);
    }

    private void assertNothingIsLeft() {
        assertThat(agent.endedTokens()).containsExactly(TOKEN);
        // A flow that is left would be awaited.
        flows.close();
        assertThat(agent.ended).hasSize(1);
    }

    @Test
    void a_flow_whose_start_cannot_be_logged_gives_its_tokens_back() {
        assertThatThrownBy(() -> flows.start(FlowRequest.at("checkout").build()))
                .hasMessage("the disk is full");

        assertNothingIsLeft();
    }

    @Test
    void so_does_an_asynchronous_one_that_is_decided_at_once() {
        assertThatThrownBy(() -> flows.startAsync(FlowRequest.at("checkout").build()).join())
                .hasMessageContaining("the disk is full");

        assertNothingIsLeft();
    }

    @Test
    void so_does_an_asynchronous_one_that_is_decided_later_and_its_caller_is_told() {
        CompletableFuture<Decision> answer = new CompletableFuture<>();
        agent.answer = answer;
        CompletableFuture<Flow> flow = flows.startAsync(FlowRequest.at("checkout").build());

        answer.complete(LOGGED);

        assertThatThrownBy(flow::join).hasMessageContaining("the disk is full");
        assertNothingIsLeft();
    }

    @Test
    void so_does_one_that_shadow_mode_lets_run() {
        StubAgent refusing = new StubAgent();
        refusing.decision =
                Decision.rejected(RejectReason.RATE_LIMITED, 0, null, List.of(), List.of(TOKEN));
        ControlPointSettings set =
                new ControlPointSettings(
                        Mode.SHADOW,
                        null,
                        Duration.ofSeconds(1),
                        null,
                        OnUnreachable.ADMIT,
                        false,
                        Map.of());
        try (FlowControl shadow =
                FlowControl.builder().agent(refusing).settings(controlPoint -> set).build()) {
            assertThatThrownBy(() -> shadow.start(FlowRequest.at("checkout").build()))
                    .hasMessage("the disk is full");

            assertThat(refusing.endedTokens()).containsExactly(TOKEN);
        }
        flows.close();
    }

    /** The log is told of flows that are open for long when another one starts. */
    @Test
    void so_does_one_at_whose_start_another_flow_is_found_open_for_long() {
        StubAgent admitting = new StubAgent();
        AtomicLong now = new AtomicLong();
        FlowControlBuilder builder = FlowControl.builder().agent(admitting);
        builder.ticker = now::get;
        try (FlowControl aging = builder.build()) {
            Flow forgotten = aging.start(FlowRequest.at("forgotten").build());
            now.set(Duration.ofMinutes(11).toNanos());
            admitting.decision = Decision.admitted(List.of(TOKEN));

            assertThatThrownBy(() -> aging.start(FlowRequest.at("checkout").build()))
                    .hasMessage("the disk is full");

            assertThat(admitting.endedTokens()).containsExactly(TOKEN);
            assertThat(aging.status().activeFlows()).isOne();
            forgotten.close();
        }
        flows.close();
    }

    /** The observer and the log fail. The flow runs and ends as without them. */
    @ParameterizedTest
    @ValueSource(strings = {"asking", "decided", "ended"})
    void an_observer_that_fails_takes_nothing_from_the_flow(String event) {
        StubAgent admitting = new StubAgent();
        admitting.decision = Decision.admitted(List.of(TOKEN));
        try (FlowControl observed =
                FlowControl.builder().agent(admitting).observer(failingAt(event)).build()) {
            observed.start(FlowRequest.at("checkout").build()).close();

            assertThat(admitting.endedTokens()).containsExactly(TOKEN);
            assertThat(observed.status().activeFlows()).isZero();
        }
        flows.close();
    }

    @Test
    void an_observer_that_fails_is_named_once_the_log_works_again() {
        try (FlowControl observed =
                        FlowControl.builder()
                                .agent(new StubAgent())
                                .observer(failingAt("decided"))
                                .build();
                LoggedMessages log = new LoggedMessages(FlowObserver.class.getName())) {
            observed.start(FlowRequest.at("checkout").build()).close();
            removeHandler();
            int before = log.messages().size();
            observed.start(FlowRequest.at("checkout").build()).close();
            observed.start(FlowRequest.at("checkout").build()).close();

            assertThat(log.messages()).hasSize(before + 1);
        }
        flows.close();
    }

    private static FlowObserver failingAt(String event) {
        return controlPoint -> {
            failIf(event.equals("asking"));
            return new FlowObserver.Observation() {
                @Override
                public void decided(Decision decision, boolean runs, long nanos) {
                    failIf(event.equals("decided"));
                }

                @Override
                public void ended(FlowStatus status, long nanos) {
                    failIf(event.equals("ended"));
                }
            };
        };
    }

    private static void failIf(boolean now) {
        if (now) {
            throw new IllegalStateException("an observer fails");
        }
    }
}
