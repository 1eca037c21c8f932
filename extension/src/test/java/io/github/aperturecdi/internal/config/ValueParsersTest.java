package io.github.aperturecdi.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.flow.Mode;
import io.github.aperturecdi.flow.OnUnreachable;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Values at their bounds, and what is said of those that cannot be used. */
class ValueParsersTest {

    @ParameterizedTest
    @MethodSource("io.github.aperturecdi.internal.config.ConfigKey#all")
    void every_key_has_a_remedy(ConfigKey<?> key) {
        assertThat(key.remedy()).endsWith(".").contains(" ");
    }

    @ParameterizedTest
    @CsvSource({"64, 64", "65, 65"})
    void a_label_may_be_as_short_as_the_hash_of_a_longer_one(String text, int length) {
        assertThat(ValueParsers.maxLabelLength(text)).isEqualTo(length);
    }

    @Test
    void the_smallest_count_is_one() {
        assertThat(ValueParsers.count("1")).isEqualTo(1);
    }

    @Test
    void true_and_false_are_read_in_any_case() {
        assertThat(Arrays.asList(ValueParsers.bool("TRUE"), ValueParsers.bool("False")))
                .containsExactly(true, false);
    }

    @ParameterizedTest
    @CsvSource({"enforce, ENFORCE", "Shadow, SHADOW", "OFF, OFF"})
    void modes_are_read_in_any_case(String text, Mode mode) {
        assertThat(ValueParsers.mode(text)).isEqualTo(mode);
    }

    @ParameterizedTest
    @CsvSource({"admit, ADMIT", "Reject, REJECT"})
    void what_holds_without_an_agent_is_read_in_any_case(String text, OnUnreachable meant) {
        assertThat(ValueParsers.onUnreachable(text)).isEqualTo(meant);
    }

    @Test
    void a_key_is_shown_as_its_name() {
        assertThat(ConfigKey.ON_UNREACHABLE).hasToString("aperture.on-unreachable");
    }

    @Test
    void the_embedded_agent_is_named_in_any_case() {
        assertThat(ValueParsers.address("Embedded")).isEqualTo(ApertureConfig.EMBEDDED);
    }
}
