package io.github.aperturecdi.embedded.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;

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
}
