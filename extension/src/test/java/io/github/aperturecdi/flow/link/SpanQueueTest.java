package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.flow.link.SpanQueue.Bounds;
import io.github.aperturecdi.flow.link.SpanQueue.Entry;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpanQueueTest {

    private final SpanQueue queue = new SpanQueue(new Bounds(4, 100), new Bounds(3, 50));

    private static Entry entry(String name, int bytes) {
        return new Entry(Ends.admitted(name), true, bytes);
    }

    private List<String> takeBatch() {
        return queue.takeBatch().stream().map(e -> e.flow().controlPoint()).toList();
    }

    @Test
    void a_batch_is_full_by_number() {
        queue.add(entry("1", 1));
        queue.add(entry("2", 1));
        assertThat(queue.holdsBatch()).isFalse();
        queue.add(entry("3", 1));
        assertThat(queue.holdsBatch()).isTrue();
        queue.add(entry("4", 1));
        assertThat(takeBatch()).containsExactly("1", "2", "3");
        assertThat(queue.holdsBatch()).isFalse();
        assertThat(takeBatch()).containsExactly("4");
        assertThat(takeBatch()).isEmpty();
    }

    @Test
    void a_batch_is_full_by_size() {
        queue.add(entry("1", 30));
        queue.add(entry("2", 30));
        assertThat(queue.holdsBatch()).isTrue();
        assertThat(takeBatch()).containsExactly("1");
        assertThat(takeBatch()).containsExactly("2");
    }

    @Test
    void one_that_is_larger_than_a_batch_travels_alone() {
        queue.add(entry("1", 60));
        queue.add(entry("2", 1));
        assertThat(takeBatch()).containsExactly("1");
        assertThat(takeBatch()).containsExactly("2");
    }

    @Test
    void the_oldest_make_room() {
        for (String name : List.of("1", "2", "3", "4")) {
            assertThat(queue.add(entry(name, 20))).isZero();
        }
        assertThat(queue.add(entry("5", 1))).isEqualTo(1);
        assertThat(queue.add(entry("6", 60))).isEqualTo(2);
        assertThat(takeBatch()).containsExactly("4", "5");
        assertThat(takeBatch()).containsExactly("6");
    }

    @Test
    void one_that_is_larger_than_the_queue_is_not_kept() {
        assertThat(queue.add(entry("1", 101))).isEqualTo(1);
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.add(entry("2", 100))).isZero();
    }

    @Test
    void what_is_queued_is_counted() {
        assertThat(queue.isEmpty()).isTrue();
        queue.add(entry("1", 1));
        queue.add(entry("2", 1));
        assertThat(queue.isEmpty()).isFalse();
        assertThat(queue.size()).isEqualTo(2);
    }

    @Test
    void a_batch_is_full_when_it_is_as_large_as_one_may_be() {
        queue.add(entry("1", 49));
        assertThat(queue.holdsBatch()).isFalse();
        queue.add(entry("2", 1));
        assertThat(queue.holdsBatch()).isTrue();
        assertThat(takeBatch()).containsExactly("1", "2");
    }

    /** Or the queue would take itself for full in the end, and drop what it has room for. */
    @Test
    void what_has_left_takes_no_more_room() {
        for (int i = 0; i < 10; i++) {
            assertThat(queue.add(entry("small", 30))).isZero();
            assertThat(takeBatch()).containsExactly("small");
            assertThat(queue.holdsBatch()).isFalse();
        }
        assertThat(queue.add(entry("large", 100))).isZero();
        assertThat(queue.add(entry("larger", 100))).isEqualTo(1);
        assertThat(takeBatch()).containsExactly("larger");
    }
}
