package io.github.aperturecdi.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.embedded.internal.engine.Engine;
import io.github.aperturecdi.embedded.internal.engine.Limits;
import io.github.aperturecdi.embedded.internal.engine.ManualTicker;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.FlowRequestBuilder;
import io.github.aperturecdi.flow.spi.Agent;
import io.github.aperturecdi.flow.spi.InflightToken;
import io.github.aperturecdi.flow.spi.UncountedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class EmbeddedAgentTest {

    private static final Duration TIMEOUT = Duration.ofMillis(200);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ManualTicker time = new ManualTicker();

    private static FlowRequest flow(String... labels) {
        FlowRequestBuilder request = FlowRequest.at("checkout");
        for (int i = 0; i < labels.length; i += 2) {
            request.label(labels[i], labels[i + 1]);
        }
        return request.build();
    }

    @Test
    void an_admission_that_holds_nothing_is_the_common_one() {
        Agent agent = new EmbeddedAgent(Limits.of("p").rate(5, 0, MINUTE).engine(time));

        assertThat(agent.check(flow(), TIMEOUT)).isSameAs(Decision.admitted());
        assertThat(agent.check(FlowRequest.at("elsewhere").build(), TIMEOUT))
                .isSameAs(Decision.admitted());
    }

    @Test
    void a_limiter_whose_label_the_flow_lacks_is_named_with_that_label() {
        Agent agent =
                new EmbeddedAgent(
                        Limits.of("p")
                                .rate(5, 0, MINUTE)
                                .by("user")
                                .rate(0, 0, MINUTE)
                                .concurrency(1, MINUTE)
                                .engine(time));

        assertThat(agent.check(flow("User", "ann"), TIMEOUT).uncounted())
                .containsExactly(
                        new UncountedBy("p", "root.1", "user"),
                        new UncountedBy("p", "root.2", "user"));
    }

    @Test
    void a_limiter_that_passes_everything_through_is_not_named() {
        Agent agent =
                new EmbeddedAgent(
                        Limits.of("p").by("user").passThrough().rate(0, 0, MINUTE).engine(time));

        assertThat(agent.check(flow(), TIMEOUT)).isEqualTo(Decision.admitted());
    }

    @Test
    void the_labels_that_are_numbers_of_tokens_are_known() {
        Agent agent =
                new EmbeddedAgent(
                        Limits.of("p")
                                .rate(1, 0, MINUTE)
                                .tokens("cost")
                                .concurrency(1, MINUTE)
                                .engine(time));

        assertThat(agent.tokenKeys()).containsExactly("cost");
    }

    @Test
    void a_refusal_says_why_how_and_until_when() {
        Agent agent =
                new EmbeddedAgent(
                        new Engine(
                                List.of(
                                        Limits.of("one")
                                                .rate(1, 1, MINUTE)
                                                .rate(1, 1, MINUTE)
                                                .policy(),
                                        Limits.of("two").rate(9, 1, MINUTE).policy(),
                                        Limits.of("three").status(503).rate(1, 2, MINUTE).policy()),
                                time));
        agent.check(flow(), TIMEOUT);

        assertThat(agent.check(flow(), TIMEOUT))
                .isEqualTo(
                        Decision.rejected(
                                RejectReason.RATE_LIMITED,
                                503,
                                MINUTE,
                                List.of("one", "three"),
                                List.of()));
    }

    @Test
    void without_a_known_wait_there_is_none() {
        Agent agent = new EmbeddedAgent(Limits.of("p").concurrency(0, MINUTE).engine(time));

        assertThat(agent.check(flow(), TIMEOUT).waitTime()).isNull();
    }

    @Test
    void tokens_in_flight_are_given_back_at_the_end() {
        Agent agent =
                new EmbeddedAgent(Limits.of("p").by("user").concurrency(1, MINUTE).engine(time));

        Decision first = agent.check(flow("user", "ann"), TIMEOUT);
        assertThat(first.type()).isEqualTo(Decision.Type.ADMITTED);
        assertThat(first.inflight())
                .singleElement()
                .satisfies(
                        token -> {
                            assertThat(token.policyName()).isEqualTo("p");
                            assertThat(token.policyHash()).isEqualTo("p-hash");
                            assertThat(token.componentId()).isEqualTo("root.0");
                            assertThat(token.label()).isEqualTo("user:ann");
                            assertThat(token.tokens()).isEqualTo(1);
                        });
        assertThat(agent.check(flow("user", "ann"), TIMEOUT).type())
                .isEqualTo(Decision.Type.REJECTED);
        agent.end(Ends.of(first));
        assertThat(agent.check(flow("user", "ann"), TIMEOUT).type())
                .isEqualTo(Decision.Type.ADMITTED);
    }

    @Test
    void a_refused_flow_holds_nothing() {
        Agent agent =
                new EmbeddedAgent(
                        Limits.of("p").concurrency(5, MINUTE).rate(0, 0, MINUTE).engine(time));

        assertThat(agent.check(flow(), TIMEOUT).inflight()).isEmpty();
    }

    @Test
    void unknown_tokens_are_ignored() {
        Agent agent = new EmbeddedAgent(Limits.of("p").concurrency(1, MINUTE).engine(time));
        Decision held = agent.check(flow(), TIMEOUT);

        agent.end(
                Ends.of(
                        List.of(
                                new InflightToken("q", "", "", "", "", 1),
                                new InflightToken("p", "p-hash", "root.0", "default", "other", 1),
                                new InflightToken(
                                        "p", "p-hash", "root.0", "nobody", "", Double.NaN))));

        assertThat(agent.check(flow(), TIMEOUT).type()).isEqualTo(Decision.Type.REJECTED);
        agent.end(Ends.of(held));
        assertThat(agent.check(flow(), TIMEOUT).type()).isEqualTo(Decision.Type.ADMITTED);
    }

    @Test
    void a_closed_agent_is_unreachable() {
        Agent agent = new EmbeddedAgent(Limits.of("p").concurrency(1, MINUTE).engine(time));
        Decision held = agent.check(flow(), TIMEOUT);
        assertThat(agent.connected()).isTrue();

        agent.close();
        agent.close();

        assertThat(agent.connected()).isFalse();
        assertThat(agent.check(flow(), TIMEOUT)).isSameAs(Decision.unreachable());
        agent.end(Ends.of(held));
    }

    /** A flow that leaves its queue makes room for the next ones. */
    @Test
    void a_close_serves_no_flow_that_waits() {
        Engine engine =
                Limits.of("p")
                        .tokens("tokens")
                        .priority("priority")
                        .quota(10, 10, Duration.ofHours(1))
                        .engine(time);
        Agent agent = new EmbeddedAgent(engine);
        Duration hour = Duration.ofHours(1);
        assertThat(agent.check(flow("tokens", "6"), hour).type()).isEqualTo(Decision.Type.ADMITTED);
        CompletableFuture<Decision> large =
                agent.checkAsync(flow("tokens", "8", "priority", "1000000"), hour);
        List<CompletableFuture<Decision>> small = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            small.add(agent.checkAsync(flow("tokens", "1"), hour));
        }
        assertThat(engine.waiting()).isEqualTo(21);

        agent.close();

        small.add(large);
        assertThat(small)
                .allSatisfy(
                        decision ->
                                assertThat(decision.join().type())
                                        .isEqualTo(Decision.Type.UNREACHABLE));
        assertThat(engine.waiting()).isZero();
        // No token was taken.
        assertThat(engine.decide("checkout", Map.of("tokens", "4")).admitted()).isTrue();
    }
}
