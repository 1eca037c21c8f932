package io.github.aperturecdi.embedded.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a regular expression takes when it is compiled. */
class RegexSizeTest {

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "(x{1000}){1000}",
                "[])](x{1000}){1000}",
                "[\\])](x{1000}){1000}",
                "[^\\])](x{1000}){1000}",
                "[[:alpha:])](x{1000}){1000}",
                "\\Q)\\E(x{1000}){1000}",
                "((x{1000})[\\])))]){1000}",
                "((x{1000})\\Q)))\\E){1000}",
                "(x{1000})(?i){1000}",
                "(x{1000})\\Q\\E{1000}"
            })
    void repetitions_within_each_other_multiply_whatever_stands_beside_them(String regex) {
        assertThat(RegexSize.of(regex)).isGreaterThan(RegexSize.MOST);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "^/orders/[0-9]{1,10}$",
                "[]{1000}({1000}]",
                "[\\]({1000}]",
                "[[:alpha:]({1000}]",
                "\\Q(x{1000}){1000}",
                "\\Qa\\Eb{10}"
            })
    void what_stands_for_itself_repeats_nothing(String regex) {
        assertThat(RegexSize.of(regex)).isLessThan(100);
    }

    /** Each compiled brace is as large as a letter, and a class of Unicode much larger. */
    @Test
    void what_takes_memory_counts() {
        assertThat(RegexSize.of("{".repeat(40_001) + "}")).isGreaterThanOrEqualTo(40_000);
        assertThat(RegexSize.of("x{a}".repeat(10_000))).isGreaterThanOrEqualTo(40_000);
        assertThat(RegexSize.of("\\pL".repeat(2_000))).isGreaterThan(RegexSize.MOST);
        assertThat(RegexSize.of("[\\pL\\P{N}]".repeat(1_000))).isGreaterThan(RegexSize.MOST);
        assertThat(RegexSize.of("^[\\p{L}\\p{N}]{1,255}$")).isLessThan(1_000);
    }
}
