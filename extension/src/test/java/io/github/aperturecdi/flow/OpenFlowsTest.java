package io.github.aperturecdi.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The set of open flows, with more flows of a thread than the thread has places. */
class OpenFlowsTest {

    private static final int MANY = 100;

    private final OpenFlows flows = new OpenFlows();

    private static Flow flow() {
        return FlowControl.builder().build().start(FlowRequest.at("a").build());
    }

    private List<Flow> many() {
        List<Flow> many = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            Flow flow = flow();
            assertThat(flows.add(flow)).isTrue();
            many.add(flow);
        }
        return many;
    }

    @Test
    void every_flow_is_in_the_set_until_it_is_removed() {
        List<Flow> many = many();
        assertThat(flows).containsExactlyInAnyOrderElementsOf(many).hasSize(MANY);
        for (Flow flow : many) {
            assertThat(flows.remove(flow)).isTrue();
            assertThat(flows.remove(flow)).isFalse();
        }
        assertThat(flows).isEmpty();
    }

    /** A place takes less time than the hash table. */
    @Test
    void the_first_flow_of_a_thread_gets_a_place_and_the_next_one_none() {
        List<Flow> many = many();
        assertThat(many.get(0).place).isNotEqualTo(Flow.NO_PLACE);
        assertThat(many.get(1).place).isEqualTo(Flow.NO_PLACE);
    }

    @Test
    void another_thread_adds_and_removes_flows() {
        List<Flow> mine = many();
        List<Flow> theirs = CompletableFuture.supplyAsync(this::many).join();
        assertThat(flows).hasSize(2 * MANY);
        mine.forEach(flow -> CompletableFuture.supplyAsync(() -> flows.remove(flow)).join());
        assertThat(flows).containsExactlyInAnyOrderElementsOf(theirs);
        theirs.forEach(flows::remove);
        assertThat(flows).isEmpty();
    }

    @Test
    void a_flow_leaves_its_place_to_the_next_one_only() {
        Flow first = flow();
        flows.add(first);
        flows.remove(first);
        Flow next = flow();
        flows.add(next);
        assertThat(flows.remove(first)).isFalse();
        assertThat(flows).containsExactly(next);
    }

    @Test
    void flows_may_end_while_the_set_is_read() {
        many();
        for (Flow flow : flows) {
            flows.remove(flow);
        }
        assertThat(flows).isEmpty();
    }

    @Test
    void a_flow_that_was_never_added_is_not_in_the_set() {
        assertThat(flows.remove(flow())).isFalse();
        assertThat(flows.isEmpty()).isTrue();
    }
}
