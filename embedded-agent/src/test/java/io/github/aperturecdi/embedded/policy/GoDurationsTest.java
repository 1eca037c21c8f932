package io.github.aperturecdi.embedded.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationsTest {

    @ParameterizedTest
    @CsvSource({
        "30s, 30000000000",
        "0.01s, 10000000",
        "1m30s, 90000000000",
        "500ms, 500000000",
        "1h, 3600000000000",
        "1.5h, 5400000000000",
        ".5s, 500000000",
        "1.s, 1000000000",
        "7us, 7000",
        "7µs, 7000",
        "3ns, 3",
        "0.1ns, 0",
        "+2s, 2000000000",
        "-2s, -2000000000",
        "0, 0",
        "0s, 0",
        "0.000000001s, 1",
        "9223372036.854775807s, 9223372036854775807",
    })
    void durations_of_go_and_of_protobuf_are_read(String text, long nanos) {
        assertThat(GoDurations.parse(text)).isEqualTo(Duration.ofNanos(nanos));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "30",
                "s",
                ".s",
                "30 s",
                "1d",
                "PT30S",
                "1m 30s",
                "NaNs",
                "1e3s",
                "--1s",
                "٣s",
                "3000000h"
            })
    void everything_else_is_none(String text) {
        assertThat(GoDurations.parse(text)).isNull();
    }

    @Test
    void a_text_that_goes_on_and_on_is_none() {
        assertThat(GoDurations.parse("1".repeat(1_000_000) + "s")).isNull();
        assertThat(GoDurations.parse("1s".repeat(100_000))).isNull();
    }
}
