package io.github.aperturecdi.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.flow.spi.InflightToken;
import io.github.aperturecdi.testing.StubAgent;
import io.github.aperturecdi.testing.Undeclared;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Flows whose end found no room on the stack: the next flow ends them. */
class OverdueFlowsTest {

    private static final FlowRequest REQUEST = FlowRequest.at("checkout").build();

    private final StubAgent agent = new StubAgent();
    private final FlowControl flows = FlowControl.builder().agent(agent).build();

    private Flow overdue(String id) {
        agent.decision =
                Decision.admitted(
                        List.of(new InflightToken("policy", "hash", "root.0", "", id, 1)));
        Flow flow = flows.start(REQUEST);
        closeWithoutRoom(flow);
        agent.decision = Decision.admitted();
        return flow;
    }

    /** Fills the stack, then closes. */
    static void closeWithoutRoom(Flow flow) {
        try {
            closeWithoutRoom(flow);
        } catch (StackOverflowError e) {
            flow.close();
        }
    }

    private List<String> ended() {
        return agent.endedTokens().stream().map(InflightToken::requestId).toList();
    }

    @Test
    void the_next_start_ends_it() {
        overdue("a");
        assertThat(ended()).isEmpty();
        flows.start(REQUEST);
        assertThat(ended()).containsExactly("a");
        assertThat(flows.overdue).isFalse();
    }

    @Test
    void so_does_the_next_asynchronous_start() {
        overdue("a");
        agent.answer = new CompletableFuture<>();
        flows.startAsync(REQUEST);
        assertThat(ended()).containsExactly("a");
    }

    @Test
    void so_does_the_next_end() {
        Flow other = flows.start(REQUEST);
        overdue("a");
        other.close();
        assertThat(ended()).containsExactly("a");
    }

    @Test
    void a_flow_whose_work_is_not_over_stays_open() {
        agent.decision =
                Decision.admitted(
                        List.of(new InflightToken("policy", "hash", "root.0", "", "open", 1)));
        Flow open = flows.start(REQUEST);
        overdue("a");
        flows.start(REQUEST).close();
        assertThat(ended()).containsExactly("a");
        open.close();
        assertThat(ended()).containsExactly("a", "open");
    }

    @Test
    void a_start_at_which_an_end_fails_passes_the_failure_on_and_the_next_one_looks_again() {
        overdue("a");
        agent.whileEnding =
                () -> {
                    throw new StackOverflowError("no room");
                };
        assertThatThrownBy(() -> flows.start(REQUEST)).hasMessage("no room");
        assertThat(flows.overdue).isTrue();
        assertThat(agent.checks).as("no further check was sent").hasSize(1);
        agent.whileEnding = () -> {};
        flows.start(REQUEST);
        assertThat(flows.overdue).isFalse();
    }

    @Test
    void an_exception_that_no_agent_declares_is_wrapped() {
        overdue("a");
        agent.whileEnding = () -> Undeclared.raise(new IOException("no end"));
        assertThatThrownBy(() -> flows.start(REQUEST))
                .isInstanceOf(IllegalStateException.class)
                .hasCauseInstanceOf(IOException.class);
    }
}
