package io.github.aperturecdi.internal.labels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Baggage that a container has read has the bounds of the header. */
class BaggageEntriesTest {

    private final Map<String, String> labels = new HashMap<>();
    private final BaggageEntries entries = new BaggageEntries(labels);

    @Test
    void the_sixty_fifth_entry_is_one_too_many() {
        for (int i = 0; i < 100; i++) {
            entries.add("k" + i, "v");
        }
        assertThat(labels).hasSize(64).containsKey("k63").doesNotContainKey("k64");
    }

    /** As a header, the two would have 8,192 bytes. */
    @ParameterizedTest
    @CsvSource({"0, 2", "1, 1"})
    void a_byte_too_many_and_all_after_it_are_left_out(int more, int taken) {
        entries.add("a", "v".repeat(4_093));
        entries.add("b", "v".repeat(4_094 + more));
        entries.add("c", "");
        assertThat(labels).hasSize(taken).doesNotContainKey("c");
    }

    @Test
    void bytes_count_and_not_characters() {
        entries.add("k", "\u20AC".repeat(2_731));
        assertThat(labels).isEmpty();
    }

    @Test
    void a_value_of_any_size_does_no_harm() {
        entries.add("k", "v".repeat(50 << 20));
        for (int i = 0; i < 3_000_000; i++) {
            entries.add("k", "v");
        }
        assertThat(labels).isEmpty();
    }

    @Test
    void reserved_and_blank_keys_are_left_out() {
        entries.add("aperture.x", "v");
        entries.add(" ", "v");
        assertThat(labels).isEmpty();
    }
}
