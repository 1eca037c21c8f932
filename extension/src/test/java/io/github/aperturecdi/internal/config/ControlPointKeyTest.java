package io.github.aperturecdi.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys of one control point, in each of their spellings. */
class ControlPointKeyTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "a.mode, a, mode",
                "\"a\".mode, a, mode",
                "\"Shop.order\".timeout, Shop.order, timeout",
                "a.on-unreachable, a, on-unreachable",
                "a.labels.k, a, labels.k",
                "\"a.b\".labels.k.l, a.b, labels.k.l"
            })
    void a_key_says_the_control_point_and_what_is_set(
            String rest, String controlPoint, String setting) {
        assertThat(ControlPointKey.parse(ControlPointKey.PREFIX + rest))
                .isEqualTo(new ControlPointKey(controlPoint, setting));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a.",
                ".mode",
                "\"\".mode",
                "\"a.mode",
                "\"a\"mode",
                "\" \".mode",
                "a.other",
                "a.labels.",
                "a.labels",
                "a.b.mode"
            })
    void other_keys_are_not_keys_of_a_control_point(String rest) {
        assertThat(ControlPointKey.parse(ControlPointKey.PREFIX + rest)).isNull();
    }

    @Test
    void another_prefix_is_none() {
        assertThat(ControlPointKey.parse("aperture.control-points.a.mode")).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "labels.k, k",
                "labels.k.l, k.l",
                "labels.\"k.l\", k.l",
                "labels.\"k, \"k",
                "labels.k\", k\"",
                "labels.\"\", \"\"",
                "labels.\"k\", k",
                "mode,"
            })
    void a_labels_key_may_stand_in_quotes(String setting, @Nullable String label) {
        assertThat(new ControlPointKey("a", setting).label()).isEqualTo(label);
    }

    @Test
    void a_name_with_a_dot_stands_in_quotes_and_another_one_may() {
        assertThat(new ControlPointKey("a", "mode").properties())
                .containsExactly(
                        "aperture.control-point.\"a\".mode", "aperture.control-point.a.mode");
        assertThat(new ControlPointKey(".a", "mode").properties())
                .containsExactly("aperture.control-point.\".a\".mode");
    }
}
