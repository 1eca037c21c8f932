package io.github.aperturecdi.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.spi.InflightToken;
import io.github.aperturecdi.testing.DeepCalls;
import io.github.aperturecdi.testing.StubAgent;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An agent keeps the places of an earlier stage when a later one refuses. */
@Tag("slow") // Mutation tests change the frames.
class RefusedDeepTest {

    private static final InflightToken PLACE =
            new InflightToken("policy", "hash", "root.0", "user:x", "place", 1);

    private final StubAgent agent = new StubAgent();
    private final FlowControl flows = FlowControl.builder().agent(agent).build();

    /** The flow, at each distance from the stack's end. */
    @Test
    void what_a_refused_flow_holds_is_given_back_at_any_depth() {
        agent.decision =
                Decision.rejected(RejectReason.NO_TOKENS, 0, null, List.of(), List.of(PLACE));
        for (int variant = 0; variant < 12; variant++) {
            DeepCalls.overflow(variant, this::atEachDepth);
        }
        flows.close();
        assertThat(agent.checks).isNotEmpty();
        assertThat(agent.ended).hasSameSizeAs(agent.checks);
    }

    private int atEachDepth() {
        int fromEnd;
        try {
            fromEnd = atEachDepth() + 1;
        } catch (StackOverflowError e) {
            fromEnd = 0;
        }
        if (fromEnd < 3_000) {
            try {
                // Nobody has to close it: it has ended.
                flows.start(FlowRequest.at("deep").build());
            } catch (StackOverflowError e) {
                // No room yet.
            }
        }
        return fromEnd;
    }
}
