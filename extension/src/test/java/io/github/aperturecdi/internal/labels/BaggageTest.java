package io.github.aperturecdi.internal.labels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The header as W3C Baggage describes it, and as others write it. */
class BaggageTest {

    private static Map<String, String> read(String header) {
        Map<String, String> labels = new LinkedHashMap<>();
        Baggage.addAll(header, labels);
        return labels;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "tier=gold|gold",
                " \ttier \t=\t gold \t|gold",
                "tier=gold;ttl=3;secure|gold",
                "tier=gold ; a=b|gold",
                "tier=|''",
                "tier=a=b|a=b",
                "tier=a%20b%2Cc%3B%22|a b,c;\"",
                "tier=%C3%BC|\u00fc",
                "tier=%c3%bc|\u00fc",
                "tier=%FFx|\uFFFDx",
                "tier=silver,tier=gold|gold",
                "tier=gold,|gold",
                ",tier=gold|gold",
                "tier=a%09b|a\tb",
                "tier=a%00b|a\u0000b"
            })
    void a_member_is_a_label(String header, String value) {
        assertThat(read(header)).isEqualTo(Map.of("tier", value));
    }

    /** A defect of official SDKs: a malformed % threw into the application. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "tier",
                "=gold",
                " =gold",
                "ti er=gold",
                "tier[]=gold",
                "t\u00efer=gold",
                "tier=go ld",
                "tier=\"gold\"",
                "tier=go\\ld",
                "tier=g\u00f6ld",
                "tier=go\u0000ld",
                "tier=go\u007fld",
                "tier=go\r\nld",
                "tier=%",
                "tier=%4",
                "tier=%zz",
                "tier=%-1",
                "tier=%+1",
                ";tier=gold",
                "aperture.tier=gold"
            })
    void a_malformed_member_is_skipped_and_its_neighbours_are_not(String member) {
        assertThat(read("a=1," + member + ",b=2")).isEqualTo(Map.of("a", "1", "b", "2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "z", "A", "Z", "0", "9", "!", "~"})
    void a_key_may_have_the_first_and_the_last_character_of_each_range(String key) {
        assertThat(read(key + "=1")).isEqualTo(Map.of(key, "1"));
    }

    @Test
    void members_past_the_sixty_fourth_are_not_read() {
        String header =
                IntStream.range(0, 10_000)
                        .mapToObj(i -> "k" + i + "=v")
                        .collect(Collectors.joining(","));
        assertThat(read(header)).hasSize(64).containsKey("k63");
    }

    @Test
    void a_member_that_ends_past_8192_bytes_is_not_read() {
        String fits = "big=" + "x".repeat(8192 - "a=1,big=".length());
        assertThat(read("a=1," + fits)).containsOnlyKeys("a", "big");
        assertThat(read("a=1," + fits + "x")).containsOnlyKeys("a");
        assertThat(read("a=1,b=" + "x".repeat(1 << 20) + ",c=3")).containsOnlyKeys("a");
    }
}
