package io.github.aperturecdi.embedded.internal.policy;

import static io.github.aperturecdi.embedded.internal.policy.PolicyFolder.CONCURRENCY_LIMITER;
import static io.github.aperturecdi.embedded.internal.policy.PolicyFolder.RATE_LIMITER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each way in which a policy can be wrong, with the place that is named. */
class PolicyErrorsTest {

    @TempDir Path path;
    private PolicyFolder folder;

    @BeforeEach
    void openFolder() {
        folder = new PolicyFolder(path);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @MethodSource("mistakes")
    void each_mistake_is_named_with_its_file_and_line_and_the_remedy(
            String original, String mistake, int line, String id, List<String> told) {
        assertThat(RATE_LIMITER).contains(original);

        List<String> errors =
                folder.with("p.yaml", RATE_LIMITER.replace(original, mistake)).errors();

        assertThat(errors)
                .singleElement()
                .asString()
                .startsWith("p.yaml:" + line + ": policy 'p': ")
                .contains(id)
                .contains(told);
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                // Missing.
                mistake(
                        "            interval: 30s\n",
                        "",
                        13,
                        "207",
                        "parameters",
                        "'interval'",
                        "30s"),
                mistake(
                        "- control_point: checkout",
                        "- service: any",
                        19,
                        "207",
                        "'control_point'"),
                mistake(
                        "            - control_point: checkout",
                        "            []",
                        18,
                        "207",
                        "control_point"),
                mistake(
                        "bucket_capacity:\n",
                        "bucket_capacity: {}\n            pass_through:\n",
                        6,
                        "207",
                        "constant_signal"),
                // Unknown keys.
                mistake(
                        "limit_by_label_key",
                        "limit_by_label",
                        14,
                        "208",
                        "'limit_by_label'",
                        "interval, limit_by_label_key"),
                mistake(
                        "tokens_label_key",
                        "tokens_key",
                        16,
                        "208",
                        "tokens_label_key, denied_response"),
                mistake("request_parameters", "request_params", 15, "208", "request_parameters"),
                mistake(
                        "rate_limiter:",
                        "ratelimiter:",
                        4,
                        "208",
                        "'ratelimiter'",
                        "Did you mean 'rate_limiter'?"),
                mistake(
                        "flow_control:",
                        "flow_controll:",
                        3,
                        "208",
                        "'flow_controll'",
                        "flow_control"),
                mistake("components:", "component:", 2, "208", "components, evaluation_interval"),
                mistake(
                        "control_point: checkout",
                        "control_point: checkout\n              labels: {}",
                        20,
                        "208",
                        "label_matcher"),
                mistake(
                        "                value: 10",
                        "                val: 10",
                        8,
                        "208",
                        "value, special_value"),
                // Wrong types.
                mistake("value: 10", "value: ten", 8, "209", "number", "'ten'"),
                mistake("value: 10", "value: .nan", 8, "209", "number", "'.nan'"),
                mistake("value: 10", "value: 1e999", 8, "209", "number"),
                mistake("value: 10", "value: [10]", 8, "209", "a list"),
                mistake("interval: 30s", "interval: 30", 13, "209", "duration", "'30'", "30s"),
                mistake("interval: 30s", "interval: 30 seconds", 13, "209", "duration"),
                mistake("interval: 30s", "interval: 2500ms", 13, "209", "'2500ms'", "2.5s"),
                mistake("interval: 30s", "interval: 1m", 13, "209", "'1m'", "60s"),
                mistake("interval: 30s", "interval: {seconds: 30}", 13, "209", "a mapping"),
                mistake(
                        "interval: 30s",
                        "interval: 30s\n            continuous_fill: yes",
                        14,
                        "209",
                        "true or false",
                        "'yes'"),
                mistake(
                        "limit_by_label_key: user",
                        "limit_by_label_key: 5",
                        14,
                        "209",
                        "quotes",
                        "'5'"),
                mistake("control_point: checkout", "control_point: true", 19, "209", "quotes"),
                mistake(
                        "- control_point: checkout",
                        "- checkout",
                        19,
                        "209",
                        "a mapping",
                        "'checkout'"),
                mistake(
                        "            - control_point: checkout",
                        "            control_point: checkout",
                        18,
                        "209",
                        "a list"),
                mistake(
                        "control_point: checkout",
                        "control_point: checkout\n              label_matcher: {match_labels: {age: 3}}",
                        20,
                        "209",
                        "match_labels.age",
                        "quotes"),
                // Bad values.
                mistake("interval: 30s", "interval: -30s", 13, "210", "negative"),
                mistake("interval: 30s", "interval: 0s", 13, "210", "not positive"),
                mistake(
                        "interval: 30s",
                        "interval: 30s\n            max_idle_time: -1s",
                        14,
                        "210",
                        "negative"),
                mistake("value: 10", "value: -1", 6, "210", "negative"),
                mistake("value: 5", "value: -0.5", 9, "210", "negative"),
                mistake("value: 10", "special_value: -Inf", 6, "210", "negative"),
                mistake("value: 10", "special_value: Infinity", 8, "210", "+Inf"),
                mistake("control_point: checkout", "control_point: ' '", 19, "210", "blank"),
                mistake("ServiceUnavailable", "Teapot", 17, "210", "'Teapot'", "TooManyRequests"),
                mistake("ServiceUnavailable", "418", 17, "210", "418"),
                // More than one of what there can be one of, or none.
                mistake(
                        "value: 10",
                        "value: 10\n                special_value: NaN",
                        8,
                        "216",
                        "value, special_value"),
                mistake("                value: 10\n", "                {}\n", 8, "216", "none"),
                mistake(
                        "interval: 30s",
                        "interval: 30s\n            interval: 60s",
                        14,
                        "212",
                        "'interval'"),
                // What is not computed here.
                mistake(
                        "constant_signal:\n                value: 10",
                        "signal_name: CAPACITY",
                        7,
                        "215",
                        "'CAPACITY'",
                        "constant_signal"));
    }

    private static Arguments mistake(
            String original, String mistake, int line, String id, String... told) {
        return arguments(original, mistake, line, "APERTURE-" + id, List.of(told));
    }

    @Test
    void an_unknown_component_is_named_with_the_nearest_one() {
        folder.with("a.yaml", RATE_LIMITER.replace("rate_limiter", "rate_limitter"))
                .with("b.yaml", RATE_LIMITER.replace("rate_limiter", "aimd_load_schedular"))
                .with("c.yaml", "circuit: {components: [{alertr: {}}]}");

        assertThat(folder.errors())
                .satisfiesExactly(
                        error ->
                                assertThat(error)
                                        .startsWith("a.yaml:4: ")
                                        .contains("Did you mean 'rate_limiter'?"),
                        error ->
                                assertThat(error)
                                        .startsWith("b.yaml:4: ")
                                        .contains("Did you mean 'aimd_load_scheduler'?"),
                        error ->
                                assertThat(error)
                                        .startsWith("c.yaml:1: ")
                                        .contains("Did you mean 'alerter'?"));
    }

    @Test
    void a_missing_part_of_a_limiter_is_named_at_the_limiter() {
        folder.with("r.yaml", "circuit: {components: [{flow_control: {rate_limiter: {}}}]}")
                .with(
                        "s.yaml",
                        "circuit: {components: [{flow_control: {concurrency_limiter: {}}}]}");

        assertThat(folder.errors())
                .hasSize(6)
                .allSatisfy(error -> assertThat(error).contains(":1: ", "APERTURE-207"))
                .anySatisfy(error -> assertThat(error).startsWith("r.yaml").contains("'in_ports'"))
                .anySatisfy(
                        error -> assertThat(error).startsWith("r.yaml").contains("'parameters'"))
                .anySatisfy(
                        error -> assertThat(error).startsWith("s.yaml").contains("'selectors'"));
    }

    @Test
    void a_misspelt_key_that_is_required_is_also_missing() {
        folder.with("p.yaml", RATE_LIMITER.replace("bucket_capacity", "bucket_capasity"));

        assertThat(folder.errors())
                .satisfiesExactly(
                        error ->
                                assertThat(error)
                                        .startsWith("p.yaml:6: ")
                                        .contains(
                                                "'bucket_capasity' is unknown",
                                                "bucket_capacity, fill_amount, pass_through"),
                        error ->
                                assertThat(error)
                                        .startsWith("p.yaml:6: ")
                                        .contains("'bucket_capacity' is missing"));
    }

    @Test
    void a_concurrency_limiter_has_to_say_how_long_a_flow_may_be_in_flight() {
        folder.with(
                "c.yaml",
                CONCURRENCY_LIMITER.replace("max_inflight_duration: 60s", "max_idle_time: 60s"));

        assertThat(folder.errors())
                .singleElement()
                .asString()
                .startsWith("c.yaml:10: policy 'c': ")
                .contains("'max_inflight_duration'");
    }

    @Test
    void a_mistake_in_a_nested_circuit_is_named_with_its_place() {
        folder.with(
                "n.yaml",
                "circuit:\n  components:\n    - nested_circuit:\n        components:\n"
                        + "          - flow_control: {rate_limiter: {selectors: [{control_point: a}]}}\n");

        assertThat(folder.errors())
                .hasSize(2)
                .allSatisfy(
                        error ->
                                assertThat(error)
                                        .startsWith(
                                                "n.yaml:5: policy 'n': circuit.components[0].nested_circuit.components[0]"));
    }

    @Test
    void a_circuit_within_itself_is_refused() {
        folder.with(
                "n.yaml",
                "circuit:\n  components:\n    - nested_circuit: &a\n        components:\n"
                        + "          - flow_control: {private: {}}\n          - nested_circuit: *a\n");

        assertThat(folder.errors()).singleElement().asString().startsWith("n.yaml:3: APERTURE-227");
    }

    @Test
    void all_errors_of_all_files_come_together() {
        folder.with("a.yaml", RATE_LIMITER.replace("value: 10", "value: x").replace("30s", "y"))
                .with("b.yaml", CONCURRENCY_LIMITER.replace("60s", "z"))
                .with("c.yaml", "circuit: [");

        assertThat(folder.errors())
                .hasSize(4)
                .extracting(error -> error.substring(0, error.indexOf(": ")))
                .containsExactly("a.yaml:8", "a.yaml:13", "b.yaml:10", "c.yaml:1");
        assertThatThrownBy(folder::load)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "APERTURE-200: 4 errors in the Aperture policies of " + path)
                .hasMessageContainingAll("a.yaml:8", "a.yaml:13", "b.yaml:10", "c.yaml:1");
    }

    @Test
    void a_syntax_error_is_named_with_its_line() {
        folder.with("tab.yaml", "circuit:\n  components:\n\t- decider: {}\n");

        assertThat(folder.errors())
                .singleElement()
                .asString()
                .startsWith("tab.yaml:3: APERTURE-204: This is not YAML")
                .doesNotContain("\n");
    }

    @Test
    void a_file_that_is_nested_without_end_or_has_characters_that_yaml_forbids_is_a_syntax_error() {
        folder.with("a.yaml", "[".repeat(1_000_000)).with("b.yaml", "circuit: \u0000\n");

        assertThat(folder.errors())
                .satisfiesExactly(
                        error -> assertThat(error).startsWith("a.yaml:1: APERTURE-204"),
                        error -> assertThat(error).startsWith("b.yaml:1: APERTURE-204"));
    }

    @Test
    void an_error_in_a_later_document_has_the_line_of_the_file() {
        folder.with("two.yaml", PolicyFolder.resource("one", RATE_LIMITER) + "---\nkind: Policy\n");

        assertThat(folder.errors())
                .hasSize(2)
                .allSatisfy(error -> assertThat(error).startsWith("two.yaml:26: "));
    }

    @Test
    void a_file_that_is_not_utf_8_is_named_with_its_line() throws Exception {
        Files.write(
                path.resolve("l.yaml"),
                "# one\n# Gr\u00FC\u00DFe\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(folder.errors()).singleElement().asString().startsWith("l.yaml:2: APERTURE-203");
    }

    @Test
    void a_policy_name_counts_once() {
        folder.with("one.yaml", PolicyFolder.resource("same", RATE_LIMITER))
                .with("same.yaml", CONCURRENCY_LIMITER);

        assertThat(folder.errors())
                .singleElement()
                .asString()
                .startsWith("same.yaml:1: APERTURE-214")
                .contains("'same'", "one.yaml:1");
    }

    @Test
    void two_unnamed_policies_in_one_file_are_one_too_many() {
        folder.with("twice.yaml", RATE_LIMITER + "---\n" + RATE_LIMITER);

        assertThat(folder.errors())
                .singleElement()
                .asString()
                .startsWith("twice.yaml:21: APERTURE-214");
    }

    @Test
    void documents_that_are_no_policies_are_told_apart() {
        folder.with("a.yaml", "kind: ConfigMap\nmetadata: {name: x}\nspec: {circuit: {}}\n")
                .with("b.yaml", "blueprint: load-scheduling/base\npolicy: {policy_name: x}\n")
                .with("c.yaml", "policies: []\n")
                .with("d.yaml", "- circuit\n")
                .with("e.yaml", "apiVersion: v1\nkind: Policy\nmetadata: {}\nspec: {}\n");

        assertThat(folder.errors())
                .satisfiesExactly(
                        error ->
                                assertThat(error)
                                        .startsWith("a.yaml:1: ")
                                        .contains("APERTURE-210", "'ConfigMap'"),
                        error ->
                                assertThat(error)
                                        .startsWith("b.yaml:1: policy 'x': blueprint: APERTURE-206")
                                        .contains("aperturectl"),
                        error ->
                                assertThat(error)
                                        .startsWith("c.yaml:1: APERTURE-205")
                                        .contains("[policies]"),
                        error ->
                                assertThat(error)
                                        .startsWith("d.yaml:1: APERTURE-209")
                                        .contains("a mapping"),
                        error ->
                                assertThat(error)
                                        .startsWith("e.yaml:1: ")
                                        .contains("fluxninja.com/v1alpha1"),
                        error -> assertThat(error).startsWith("e.yaml:3: ").contains("'name'"),
                        error -> assertThat(error).startsWith("e.yaml:4: ").contains("'circuit'"));
    }

    @Test
    void a_circle_of_aliases_is_no_endless_loop() {
        folder.with(
                "circle.yaml",
                "circuit:\n  components:\n    - nested_circuit: &a {components: [*a]}\n");

        assertThat(folder.load()).hasSize(1);
    }

    @Test
    void a_place_that_does_not_exist_is_an_error() {
        ClassLoader loader = getClass().getClassLoader();

        for (String where :
                List.of(
                        path + "/nowhere",
                        "no/such/folder",
                        "file:/no/such",
                        "classpath:no/such",
                        "no-policy.yaml")) {
            assertThatThrownBy(() -> PolicyLoader.load(where, loader))
                    .as(where)
                    .isInstanceOf(PolicyException.class)
                    .hasMessageContainingAll("APERTURE-201", "'" + where + "'");
        }
    }

    @Test
    void a_long_value_is_cut_short() {
        folder.with("p.yaml", RATE_LIMITER.replace("value: 10", "value: " + "x".repeat(100_000)));

        assertThat(folder.errors()).singleElement().asString().hasSizeLessThan(400);
    }
}
