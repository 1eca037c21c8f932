package io.github.aperturecdi.embedded.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyDurationsTest {

    @ParameterizedTest
    @CsvSource({
        "30s, 30000000000",
        "0.01s, 10000000",
        "90s, 90000000000",
        ".5s, 500000000",
        "1.s, 1000000000",
        "+2s, 2000000000",
        "-2s, -2000000000",
        "0s, 0",
        "0.000000001s, 1",
        "9223372036.854775807s, 9223372036854775807",
    })
    void durations_of_the_controller_are_read(String text, long nanos) {
        assertThat(PolicyDurations.parse(text)).isEqualTo(Duration.ofNanos(nanos));
    }

    @ParameterizedTest
    @CsvSource({
        "2500ms, 2.5s",
        "1m, 60s",
        "1m30s, 90s",
        "1h, 3600s",
        "1.5h, 5400s",
        "7us, 0.000007s",
        "7µs, 0.000007s",
        "3ns, 0.000000003s",
        "100ms, 0.1s",
        "030s, 30s",
        "0m, 0s",
    })
    void durations_of_go_are_refused_as_the_controller_does_with_the_seconds_to_write(
            String text, String remedy) {
        assertThat(PolicyDurations.parse(text)).isNull();
        assertThat(PolicyDurations.remedy(text)).isEqualTo(remedy);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "0",
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
                "0.0000000001s",
                "9223372037s",
                "0.1ns",
                "9999999999h"
            })
    void everything_else_is_none(String text) {
        assertThat(PolicyDurations.parse(text)).isNull();
        assertThat(PolicyDurations.remedy(text)).isEqualTo("30s or 0.5s, always in seconds");
    }

    @Test
    void a_text_that_goes_on_and_on_is_none() {
        for (String text : new String[] {"1".repeat(1_000_000) + "s", "1s".repeat(100_000)}) {
            assertThat(PolicyDurations.parse(text)).isNull();
            assertThat(PolicyDurations.remedy(text)).startsWith("30s");
        }
    }
}
