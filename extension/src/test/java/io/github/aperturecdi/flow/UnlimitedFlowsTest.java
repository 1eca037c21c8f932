package io.github.aperturecdi.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.flow.spi.UncountedBy;
import io.github.aperturecdi.internal.FirstOfEach;
import io.github.aperturecdi.testing.LoggedMessages;
import io.github.aperturecdi.testing.StubAgent;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A limit that does not hold, as the flow lacks its label, is said. */
class UnlimitedFlowsTest {

    private final StubAgent agent = new StubAgent();
    private final FlowControl flows = FlowControl.builder().agent(agent).build();
    private final LoggedMessages log = new LoggedMessages(UnlimitedFlows.class.getName());

    @AfterEach
    void close() {
        log.close();
        flows.close();
    }

    private static Decision uncounted(String policy, @Nullable String key) {
        return Decision.admitted().withUncounted(List.of(new UncountedBy(policy, "root.0", key)));
    }

    @Test
    void it_is_said_once_for_a_control_point_and_a_policy() {
        for (String controlPoint : List.of("a", "b", "a", "b")) {
            for (String policy : List.of("p", "q", "p")) {
                agent.decision = uncounted(policy, "user");
                flows.start(FlowRequest.at(controlPoint).build()).close();
                flows.startAsync(FlowRequest.at(controlPoint).build()).join().close();
            }
        }
        assertThat(log.messages())
                .hasSize(4)
                .allMatch(message -> message.startsWith("WARNING APERTURE-511"))
                .anyMatch(message -> message.contains("'a'") && message.contains("'q'"));
        assertThat(log.messages().get(0))
                .contains("'p'", "root.0", "'user'", "aperture.labels.static.user");
    }

    @Test
    void an_agent_that_does_not_tell_the_label_may_pass_everything_through() {
        agent.decision = uncounted("p", null);
        flows.start(FlowRequest.at("a").build()).close();
        assertThat(log.messages())
                .singleElement()
                .asString()
                .contains("limit_by_label_key", "pass_through");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void names_made_at_run_time_fill_neither_the_memory_nor_the_log(boolean policies) {
        UnlimitedFlows unlimited = new UnlimitedFlows();
        for (int i = 0; i < 2 * FirstOfEach.MAX; i++) {
            unlimited.decided(policies ? "a" : "a" + i, uncounted(policies ? "p" + i : "p", "k"));
        }
        assertThat(log.messages()).hasSize(FirstOfEach.MAX);
    }
}
