package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Different label values have different keys, whatever their length. */
class LongValuesTest {

    private static final String LONG = "x".repeat(LongValues.MAX_LENGTH);

    @Test
    void a_value_that_is_not_long_is_its_own_key() {
        assertThat(LongValues.key(LONG)).isEqualTo(LONG);
    }

    @Test
    void no_value_stands_for_a_longer_one() {
        String key = LongValues.key(LONG + "y");
        assertThat(LongValues.key(key)).isNotEqualTo(key);
    }

    @Test
    void long_values_with_halves_of_surrogate_pairs_stay_different() {
        assertThat(LongValues.key(LONG + "\uD800"))
                .isNotEqualTo(LongValues.key(LONG + "\uD801"))
                .isNotEqualTo(LongValues.key(LONG + "\uFFFD"));
    }
}
