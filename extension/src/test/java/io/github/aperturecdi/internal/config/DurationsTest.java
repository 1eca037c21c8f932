package io.github.aperturecdi.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Durations as people write them, and the longest that are taken. */
class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "1ms, PT0.001S",
        "200ms, PT0.2S",
        "2s, PT2S",
        "' 2S ', PT2S",
        "5m, PT5M",
        "1h, PT1H",
        "1d, PT24H",
        "24h, PT24H",
        "PT0.2S, PT0.2S",
        "P1D, PT24H"
    })
    void every_unit_is_read_up_to_a_day(String text, Duration duration) {
        assertThat(Durations.positive(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @CsvSource({
        "0s, is not positive",
        "PT-1S, is not positive",
        "86400001ms, is longer than a day",
        "2d, is longer than a day",
        "soon, is not a duration",
        "2, is not a duration"
    })
    void what_cannot_be_a_wait_is_refused_with_the_reason(String text, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.positive(text))
                .withMessage(reason);
    }

    @Test
    void a_value_lives_for_seven_days_at_most() {
        assertThat(Durations.timeToLive("7d")).isEqualTo(Duration.ofDays(7));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.timeToLive("169h"))
                .withMessageContaining("7 days");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.timeToLive("0d"))
                .withMessage("is not positive");
    }
}
