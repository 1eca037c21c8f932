package io.github.aperturecdi.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How far names are apart. */
class DidYouMeanTest {

    @ParameterizedTest
    @CsvSource({
        "abc, abc, 0",
        "abc, acb, 1",
        "abc, ab, 1",
        "abc, xabc, 1",
        "abc, axc, 1",
        "ab, ba, 1",
        "'', abc, 3"
    })
    void edits(String one, String other, int edits) {
        assertThat(DidYouMean.edits(one, other)).isEqualTo(edits);
        assertThat(DidYouMean.edits(other, one)).isEqualTo(edits);
    }
}
