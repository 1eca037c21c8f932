package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import io.grpc.Metadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the agent is told of the time. */
class WireTimeTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final Metadata.Key<String> GRPC_TIMEOUT =
            Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER);

    private final WireTime time = new WireTime();

    /** Or it would refuse later than its caller waits, and what it refuses would run. */
    @Test
    void a_scheduler_has_as_long_as_the_caller_waits() {
        CheckResponse scheduled =
                CheckResponse.newBuilder().addLimiterDecisions(Replies.scheduler("a")).build();
        time.learn("checkout", scheduled);
        assertThat(time.within("checkout", SECOND)).isEqualTo(SECOND);
        time.learn("checkout", Replies.holding("b"));
        assertThat(time.within("checkout", SECOND)).isEqualTo(SECOND);
    }

    @Test
    void what_no_scheduler_decides_may_be_answered_late() {
        time.learn("checkout", Replies.holding("a"));
        assertThat(time.within("checkout", SECOND)).isEqualTo(31 * SECOND);
        time.learn(
                "checkout",
                CheckResponse.newBuilder().addLimiterDecisions(Replies.scheduler("b")).build());
        assertThat(time.within("checkout", SECOND)).isEqualTo(SECOND);
    }

    @Test
    void names_past_a_bound_are_not_remembered() {
        for (int i = 0; i < 2_000; i++) {
            time.learn("made-up-" + i, Replies.holding("a"));
        }
        assertThat(time.within("made-up-1", SECOND)).isEqualTo(31 * SECOND);
        assertThat(time.within("made-up-1999", SECOND)).isEqualTo(2 * SECOND);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1n",
        "99999999, 99999999n",
        "100000000, 100000u",
        "99999999999, 99999999u",
        "100000000000, 100000m",
        "86405000000000, 86405000m"
    })
    void a_time_has_at_most_eight_digits(long nanos, String text) {
        assertThat(CheckCall.timeout(nanos)).isEqualTo(text);
    }

    @Test
    void the_agent_hears_of_the_callers_time_where_a_scheduler_decides() {
        try (ScriptedAgent agent = ScriptedAgent.start();
                AgentLink link = AgentLink.open(new AgentEndpoint(agent.address(), true, null))) {
            agent.at(
                    "checkout",
                    CheckResponse.newBuilder().addLimiterDecisions(Replies.scheduler("a")).build());
            for (int i = 0; i < 2; i++) {
                link.check(FlowRequest.at("checkout").build(), Duration.ofSeconds(20));
            }
            List<String> told = new ArrayList<>();
            agent.headers().forEach(headers -> told.add(headers.get(GRPC_TIMEOUT)));
            assertThat(told).element(1).isEqualTo("20000000u");
        }
    }
}
