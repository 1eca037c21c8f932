package io.github.aperturecdi.embedded.internal.policy;

import static io.github.aperturecdi.embedded.internal.policy.PolicyFolder.RATE_LIMITER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** YAML as Aperture's readers take it; what they take in different ways is refused. */
class PolicyYamlTest {

    /** A second limiter that takes all but its interval from the first. */
    private static final String MERGED =
            """
            circuit:
              components:
                - flow_control:
                    rate_limiter:
                      in_ports: {bucket_capacity: &ten {constant_signal: {value: 10}}, fill_amount: *ten}
                      parameters: &p {interval: 30s, limit_by_label_key: user}
                      selectors: [{control_point: checkout}]
                - flow_control:
                    rate_limiter:
                      in_ports: {bucket_capacity: *ten, fill_amount: *ten}
                      parameters: {<<: *p, interval: 5s}
                      selectors: [{control_point: checkout}]
            """;

    @TempDir Path path;
    private PolicyFolder folder;

    @BeforeEach
    void openFolder() {
        folder = new PolicyFolder(path);
    }

    private double capacity(String value) {
        folder.with("p.yaml", RATE_LIMITER.replace("value: 10", "value: " + value));
        return ((RateLimiterSpec) folder.load().get(0).limiters().get(0)).bucketCapacity();
    }

    private String error(String text) {
        return assertThat(folder.with("p.yaml", text).errors()).singleElement().actual();
    }

    @ParameterizedTest
    @CsvSource({
        "010, 8",
        "0o10, 8",
        "0x10, 16",
        "0X1f, 31",
        "+0x10, 16",
        "0b11, 3",
        "1_000, 1000",
        "0x1_0, 16",
        "1_0.5, 10.5",
        "1_, 1",
        "08, 8",
        "0888, 888",
        "1e3, 1000",
        "1., 1",
        ".5, 0.5",
        "+5, 5",
        "0xffffffffffffffff, 18446744073709551615",
        "99999999999999999999, 1e20",
        "1e-999, 0",
        "-0, 0",
        "'\"10\"', 10",
        "'!!str 10', 10",
        "'\"1e3\"', 1000"
    })
    void numbers_are_those_of_aperture(String text, double number) {
        assertThat(capacity(text)).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_1",
                "0x",
                "0b102",
                "0xfffffffffffffffff",
                "1e999",
                "1:30",
                "\"010\"",
                "\"0x10\"",
                "'1_000'",
                "' 10'",
                ".inf",
                ".nan",
                "NaN",
                "Infinity",
                "yes"
            })
    void a_text_that_aperture_does_not_read_as_a_number_is_refused(String text) {
        assertThat(error(RATE_LIMITER.replace("value: 10", "value: " + text)))
                .startsWith("p.yaml:8: ")
                .contains("APERTURE-209", "finite number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "No", "on", "OFF", "y", "N"})
    void what_only_kubectl_takes_for_true_or_false_is_refused_everywhere(String text) {
        String flag = "interval: 30s\n            continuous_fill: " + text;

        assertThat(error(RATE_LIMITER.replace("interval: 30s", flag)))
                .contains("APERTURE-209", "true or false", "'" + text + "'", "kubectl");
        assertThat(error(RATE_LIMITER.replace("control_point: checkout", "control_point: " + text)))
                .contains("quotes", "'" + text + "'", "kubectl");
        assertThat(error(RATE_LIMITER.replace("control_point: checkout", labels(text + ": a"))))
                .contains("APERTURE-213", "quotes", "'" + text + "'");
    }

    private static String labels(String labels) {
        return "control_point: checkout\n              label_matcher: {match_labels: {"
                + labels
                + "}}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-01-01", "2024-1-1 10:00:00", ".inf", "0x10", "1_000", "010"})
    void a_text_that_is_something_else_without_quotes_needs_them(String text) {
        assertThat(error(RATE_LIMITER.replace("control_point: checkout", labels("a: " + text))))
                .contains("APERTURE-209", "quotes", text);
        folder.with(
                "p.yaml",
                RATE_LIMITER.replace("control_point: checkout", labels("a: '" + text + "'")));
        assertThat(folder.load()).hasSize(1);
    }

    /** In quadratic time each of them would take many minutes. */
    @ParameterizedTest
    @CsvSource({
        "'', 1, x",
        "-, 1, x",
        "'', 1_, x",
        "., 1, x",
        "1., 1, x",
        "1e, 1, x",
        "0, 7, 8x",
        "0x, f, g",
        "0b, 1, 2x",
        "'2024-01-01 ', 1, x"
    })
    void a_long_text_that_begins_with_digits_is_read_fast(String start, String digit, String end) {
        String text = start + digit.repeat(1_000_000) + end;

        assertTimeoutPreemptively(
                Duration.ofMinutes(3),
                () -> {
                    folder.with(
                            "p.yaml",
                            RATE_LIMITER.replace("control_point: checkout", labels("a: " + text)));
                    if (start.startsWith("2024")) {
                        assertThat(folder.errors()).singleElement().asString().contains("quotes");
                    } else {
                        assertThat(folder.load()).hasSize(1);
                    }
                    assertThat(error(RATE_LIMITER.replace("interval: 30s", "interval: " + text)))
                            .contains("APERTURE-209");
                    assertThat(error(RATE_LIMITER.replace("value: 10", "value: '" + text + "'")))
                            .contains("APERTURE-209");
                });
    }

    @Test
    void a_long_number_is_read_fast() {
        assertTimeoutPreemptively(
                Duration.ofMinutes(3),
                () -> {
                    assertThat(capacity("0.5" + "0".repeat(1_000_000))).isEqualTo(0.5);
                    assertThat(capacity("0".repeat(1_000_000) + "9")).isEqualTo(9);
                });
    }

    @Test
    void a_merge_key_brings_what_the_mapping_does_not_say_itself() {
        folder.with("p.yaml", MERGED);

        assertThat(folder.load().get(0).limiters())
                .extracting(
                        limiter -> ((RateLimiterSpec) limiter).interval(),
                        limiter -> limiter.scope().limitByLabelKey())
                .containsExactly(
                        tuple(Duration.ofSeconds(30), "user"),
                        tuple(Duration.ofSeconds(5), "user"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{<<: [{interval: 5s}, *p]} | PT5S | user",
                "{<<: [*p, {interval: 5s}]} | PT30S | user",
                "{<<: {<<: *p, interval: 5s}, limit_by_label_key: b} | PT5S | b",
                "{<<: *p, limit_by_label_key: null} | PT30S | ''"
            })
    void merges_may_be_lists_and_nested(String parameters, Duration interval, String key) {
        folder.with("p.yaml", MERGED.replace("{<<: *p, interval: 5s}", parameters));

        RateLimiterSpec limiter = (RateLimiterSpec) folder.load().get(0).limiters().get(1);
        assertThat(limiter.interval()).isEqualTo(interval);
        assertThat(limiter.scope().limitByLabelKey()).isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{interval: 5s, <<: *p} | APERTURE-223 | 'interval'",
                "{<<: *p, <<: {interval: 5s}} | APERTURE-224 | list",
                "{<<: 5, interval: 5s} | APERTURE-209 | '5'",
                "{<<: [*p, 5]} | APERTURE-209 | '5'",
                "&q {<<: *q, interval: 5s} | APERTURE-220 | itself",
                "{<<: *p, interval: 5s, interval: 6s} | APERTURE-212 | 'interval'",
                "!own {interval: 5s} | APERTURE-221 | '!own'",
                "{interval: !!binary aGk=} | APERTURE-221 | '!!binary'",
                "{interval: !!timestamp 2001-01-01} | APERTURE-221 | '!!timestamp'"
            })
    void what_readers_take_in_different_ways_or_not_at_all_is_refused(
            String parameters, String id, String named) {
        assertThat(error(MERGED.replace("{<<: *p, interval: 5s}", parameters)))
                .startsWith("p.yaml:11: ")
                .contains(id, named);
    }

    @Test
    void hundreds_of_limiters_share_an_anchor() {
        String second = MERGED.substring(MERGED.lastIndexOf("    - flow_control"));

        folder.with("p.yaml", MERGED + second.repeat(500));

        assertThat(folder.load().get(0).limiters()).hasSize(502);
    }

    @Test
    @Timeout(60)
    void aliases_that_multiply_are_bounded() {
        StringBuilder bomb = new StringBuilder(MERGED);
        bomb.append("    - nested_circuit:\n        x0: &a0 {k: v}\n        m0: &m0 {k: v}\n");
        for (int i = 1; i < 60; i++) {
            String list = ("*a" + (i - 1) + ", ").repeat(10);
            String merge = ("*m" + (i - 1) + ", ").repeat(10);
            bomb.append("        x" + i + ": &a" + i + " [" + list + "]\n");
            bomb.append("        m" + i + ": &m" + i + " {<<: [" + merge + "]}\n");
        }
        folder.with("p.yaml", bomb.toString());
        assertThat(folder.load()).hasSize(1);

        assertThat(
                        error(
                                bomb.toString()
                                                .replace(
                                                        "x0: &a0 {k: v}",
                                                        "x0: &a0 {control_point: a}")
                                                .replace("{<<: *p, interval: 5s}", "{interval: 5s}")
                                        + "    - flow_control:\n        rate_limiter:\n"
                                        + "          in_ports: {bucket_capacity: *ten, fill_amount: *ten}\n"
                                        + "          parameters: {<<: *m59, interval: 5s}\n"
                                        + "          selectors: [{control_point: a}]\n"))
                .contains("APERTURE-208", "'k'");
    }

    @Test
    @Timeout(60)
    void what_aliases_make_of_a_small_file_is_bounded() {
        String some = "{control_point: checkout}, ".repeat(1_000);
        String second = MERGED.substring(MERGED.lastIndexOf("    - flow_control"));

        assertThat(
                        error(
                                MERGED.replaceFirst(
                                                "selectors: \\[.*", "selectors: &s [" + some + "]")
                                        + second.replaceFirst("selectors: \\[.*", "selectors: *s")
                                                .repeat(1_000)))
                .contains("APERTURE-222");
    }

    /** Each is a text, and a million of them fill the memory. */
    @Test
    void the_errors_that_aliases_make_of_a_small_file_are_bounded() {
        String first =
                MERGED.replaceFirst(
                        "selectors: \\[.*", "selectors: &s [" + "7, ".repeat(300) + "]");
        String second = MERGED.substring(MERGED.lastIndexOf("    - flow_control"));

        assertThat(
                        folder.with(
                                        "p.yaml",
                                        first
                                                + second.replaceFirst(
                                                                "selectors: \\[.*", "selectors: *s")
                                                        .repeat(300))
                                .errors())
                .hasSize(1_001)
                .last()
                .asString()
                .contains("APERTURE-225");
    }

    @Test
    void texts_that_aliases_multiply_are_bounded() {
        String names = String.join(", ", Collections.nCopies(10_000, "name"));

        assertThat(
                        error(
                                matching(
                                        "key: a, operator: In, values: &v [" + names + "]",
                                        "key: a, operator: In, values: *v",
                                        50)))
                .startsWith("p.yaml:22: APERTURE-222");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "key: a, operator: In, values: [&v LONG] | key: a, operator: In, values: [*v]",
                "key: &v LONG, operator: Exists | key: *v, operator: Exists",
                "key: &v LONG, operator: Exists | key: a, operator: Exists, ? *v : 1"
            })
    void long_texts_that_aliases_repeat_are_bounded(String first, String repeated) {
        assertThat(
                        error(
                                matching(
                                        first.replace("LONG", "1".repeat(1_000_000) + "x"),
                                        repeated,
                                        500)))
                .contains("APERTURE-222");
    }

    /** A policy with many requirements on labels. The first is at line 22. */
    private static String matching(String first, String others, int number) {
        return RATE_LIMITER
                + "              label_matcher:\n                match_list:\n"
                + ("                - {" + first + "}\n")
                + ("                - {" + others + "}\n").repeat(number);
    }

    @Test
    void chains_of_aliases_are_named_with_the_line() {
        StringBuilder nested = new StringBuilder("    - query: &a0 {x: 1}\n");
        StringBuilder merged = new StringBuilder("    - query:\n        m0: &m0 {interval: 5s}\n");
        for (int i = 1; i <= 20_000; i++) {
            nested.append("    - query: &a" + i + " {x: [*a" + (i - 1) + "]}\n");
            merged.append("        m" + i + ": &m" + i + " {<<: *m" + (i - 1) + "}\n");
        }
        nested.append("    - nested_circuit: *a20000\n");
        merged.append(
                RATE_LIMITER
                        .substring(RATE_LIMITER.indexOf("    - "))
                        .replace("interval: 30s", "<<: *m20000"));

        assertThat(error("circuit:\n  components:\n" + nested))
                .matches("(?s)p.yaml:199\\d\\d: APERTURE-227.*200 levels.*");
        assertThat(error("circuit:\n  components:\n" + merged))
                .matches("(?s)p.yaml:198\\d\\d: APERTURE-227.*200 levels.*");
    }

    /** Each component looks for limiters in the same list. */
    @Test
    void lists_that_are_searched_again_and_again_are_bounded() {
        StringBuilder policy = new StringBuilder("circuit:\n  components:\n    - query: &a [");
        policy.append("b, ".repeat(10_000)).append("]\n");
        policy.append("    - nested_circuit: {components: *a}\n".repeat(100));

        assertThat(error(policy.toString())).startsWith("p.yaml:").contains("APERTURE-222");
    }

    @Test
    void errors_show_the_start_of_a_long_name() {
        String name = "n".repeat(1_000_000);

        assertThat(
                        error(
                                PolicyFolder.resource(
                                        name, RATE_LIMITER.replace("value: 10", "value: ten"))))
                .contains("policy 'nnn", "'ten'")
                .hasSizeLessThan(1_000);
    }

    @Test
    void a_file_that_is_nested_deeply_is_named_with_the_line() {
        assertThat(error("a:\n  " + "[".repeat(300) + "]".repeat(300)))
                .startsWith("p.yaml:2: APERTURE-204")
                .contains("200 levels");
    }
}
