package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveriesTest {

    private final List<String> delivered = new ArrayList<>();

    private static void fail(String message) {
        throw new IllegalStateException(message);
    }

    @Test
    void an_answer_that_fails_does_not_hold_up_the_others() {
        Deliveries deliveries = new Deliveries();
        deliveries.answer(() -> fail("first"));
        deliveries.answer(() -> delivered.add("second"));
        deliveries.answer(() -> fail("third"));
        deliveries.answer(
                () -> {
                    throw new AssertionError("fourth");
                });
        deliveries.answer(() -> delivered.add("fifth"));

        assertThatThrownBy(deliveries::deliver)
                .hasMessage("first")
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(2));

        assertThat(delivered).containsExactly("second", "fifth");
        deliveries.deliver();
    }

    @Test
    void an_answer_that_fails_deep_within_others_loses_no_answer() {
        Deliveries outermost = new Deliveries();
        outermost.answer(() -> nest(20));
        outermost.answer(() -> delivered.add("last"));

        assertThatThrownBy(outermost::deliver).isInstanceOf(IllegalStateException.class);

        assertThat(delivered).hasSize(21).contains("0", "19").endsWith("last");
        // The thread forgets the deliveries.
        Deliveries next = new Deliveries();
        next.answer(() -> delivered.add("next"));
        next.deliver();
        assertThat(delivered).endsWith("next");
    }

    /** Delivers answers that deliver answers; one in three fails. */
    private void nest(int levels) {
        if (levels == 0) {
            return;
        }
        Deliveries inner = new Deliveries();
        inner.answer(() -> fail("at " + levels));
        inner.answer(() -> nest(levels - 1));
        inner.answer(() -> delivered.add("" + (levels - 1)));
        inner.deliver();
    }

    @Test
    void answers_nest_eight_deep_each_time_and_the_others_wait_for_the_outermost() {
        for (int round = 0; round < 3; round++) {
            Depth depth = new Depth();
            Deliveries outermost = new Deliveries();
            outermost.answer(() -> depth.answer(20));
            outermost.answer(() -> depth.answer(20));
            outermost.deliver();

            assertThat(depth.deepest).isEqualTo(8);
            assertThat(depth.answers).isEqualTo(42);
        }
    }

    /** How deep answers are nested that each deliver the next one. */
    private static final class Depth {

        private int now;
        private int deepest;
        private int answers;

        void answer(int more) {
            answers++;
            now++;
            deepest = Math.max(deepest, now);
            if (more > 0) {
                Deliveries next = new Deliveries();
                next.answer(() -> answer(more - 1));
                next.deliver();
            }
            now--;
        }
    }
}
