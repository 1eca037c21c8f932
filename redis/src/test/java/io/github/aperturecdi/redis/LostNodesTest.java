package io.github.aperturecdi.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When a node of a cluster counts as back. Keys of one letter: 'a' and 'b' are on one node. */
class LostNodesTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Map<Integer, String> nodes = new HashMap<>();
    private long now = Long.MAX_VALUE - 10;
    private final LostNodes lost = new LostNodes(nodes::get, () -> now);

    LostNodesTest() {
        has("first", "a", "b");
        has("second", "c");
    }

    private void has(String node, String... keys) {
        for (String key : keys) {
            nodes.put(SlotHash.getSlot(key), node);
        }
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void a_node_is_back_when_it_answers_about_any_of_its_keys() {
        assertThat(lost.areBack("a")).isFalse();
        lost.failed("a");

        assertThat(lost.areBack("b")).isTrue();
        pass(SECOND);
        assertThat(lost.areBack("a")).isFalse();
    }

    @Test
    void answers_of_other_nodes_do_not_bring_a_node_back() {
        lost.failed("a");
        assertThat(lost.areBack("c")).isFalse();
        pass(SECOND);
        assertThat(lost.areBack("c")).isFalse();

        assertThat(lost.areBack("a")).isTrue();
    }

    @Test
    void each_of_two_lost_nodes_comes_back() {
        lost.failed("a");
        lost.failed("c");

        assertThat(lost.areBack("a")).isTrue();
        pass(SECOND);
        assertThat(lost.areBack("a")).isFalse();
        assertThat(lost.areBack("c")).isTrue();
    }

    @Test
    void a_node_that_comes_and_goes_is_back_once_a_second() {
        lost.failed("a");
        assertThat(lost.areBack("a")).isTrue();
        lost.failed("a");
        assertThat(lost.areBack("a")).isFalse();
        pass(SECOND.minusNanos(1));
        assertThat(lost.areBack("b")).isFalse();

        pass(Duration.ofNanos(1));
        assertThat(lost.areBack("b")).isTrue();
    }

    @Test
    void the_node_that_took_over_the_slots_of_a_lost_one_is_new() {
        lost.failed("a");
        has("third", "a", "b");

        assertThat(lost.areBack("b")).isTrue();
    }

    @Test
    void answers_of_other_nodes_search_seldom() {
        AtomicInteger looks = new AtomicInteger();
        LostNodes many =
                new LostNodes(
                        slot -> {
                            looks.incrementAndGet();
                            return slot == SlotHash.getSlot("c") ? "second" : "first";
                        },
                        () -> now);
        for (int i = 0; i < 1_000; i++) {
            many.failed("key" + i);
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(many.areBack("c")).isFalse();
        }
        assertThat(looks).hasValueLessThan(2_100);

        assertThat(many.areBack("key0")).isTrue();
    }

    @Test
    void a_node_that_takes_over_is_found_soon_after_a_search_in_vain() {
        lost.failed("a");
        assertThat(lost.areBack("c")).isFalse();
        has("second", "a");
        assertThat(lost.areBack("c")).isFalse();

        pass(Duration.ofMillis(100));
        assertThat(lost.areBack("c")).isTrue();
    }

    @Test
    void a_slot_without_a_node_comes_back_with_one() {
        lost.failed("a");
        nodes.clear();
        has("second", "c");
        assertThat(lost.areBack("c")).isFalse();
        assertThat(lost.areBack("b")).as("its node is not known").isFalse();

        has("first", "a", "b");
        assertThat(lost.areBack("b")).isTrue();
    }
}
