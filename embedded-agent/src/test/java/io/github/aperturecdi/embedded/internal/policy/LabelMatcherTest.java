package io.github.aperturecdi.embedded.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which labels match a selector. */
class LabelMatcherTest {

    @TempDir Path path;
    private PolicyFolder folder;

    @BeforeEach
    void openFolder() {
        folder = new PolicyFolder(path);
    }

    private PolicyFolder selecting(String matcher) {
        return folder.with(
                "p.yaml",
                PolicyFolder.RATE_LIMITER + "              label_matcher: " + matcher + "\n");
    }

    private boolean matches(String matcher, Map<String, String> labels) {
        return selecting(matcher)
                .load()
                .get(0)
                .limiters()
                .get(0)
                .scope()
                .selectors()
                .get(0)
                .labels()
                .matches(labels);
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("conditions")
    void a_condition_matches_as_in_aperture(
            String matcher, Map<String, String> labels, boolean matches) {
        assertThat(matches(matcher, labels)).isEqualTo(matches);
    }

    static Stream<Arguments> conditions() {
        Map<String, String> none = Map.of();
        Map<String, String> gold = Map.of("plan", "gold");
        Map<String, String> silver = Map.of("plan", "silver");
        return Stream.of(
                matching("{}", none),
                matching("{match_labels: {}}", none),
                matching("{match_labels: {plan: gold}}", gold),
                other("{match_labels: {plan: gold}}", silver),
                other("{match_labels: {plan: gold}}", none),
                matching("{match_labels: {plan: gold, x: ''}}", Map.of("plan", "gold", "x", "")),
                other("{match_labels: {plan: gold, x: '1'}}", gold),
                matching("{match_list: []}", none),
                matching(in("In", "[gold, iron]"), gold),
                other(in("In", "[gold, iron]"), silver),
                other(in("In", "[gold, iron]"), none),
                other(in("In", "['g.ld']"), gold),
                other(in("In", "[gol]"), gold),
                matching(in("NotIn", "[gold]"), silver),
                matching(in("NotIn", "[gold]"), none),
                other(in("NotIn", "[gold]"), gold),
                matching("{match_list: [{key: plan, operator: Exists}]}", gold),
                other("{match_list: [{key: plan, operator: Exists}]}", none),
                matching("{match_list: [{key: plan, operator: Exists, values: []}]}", gold),
                matching("{match_list: [{key: plan, operator: DoesNotExist}]}", none),
                other("{match_list: [{key: plan, operator: DoesNotExist}]}", gold),
                // The older name, which counts without the newer one only.
                matching("{match_expressions: [{key: plan, operator: Exists}]}", gold),
                other("{match_expressions: [{key: plan, operator: Exists}]}", none),
                matching(
                        "{match_list: [{key: plan, operator: Exists}], match_expressions: [{key: x, operator: Exists}]}",
                        gold),
                other("{match_list: [], match_expressions: [{key: x, operator: Exists}]}", gold),
                // Expressions.
                matching("{expression: {label_exists: plan}}", gold),
                other("{expression: {label_exists: plan}}", none),
                matching("{expression: {not: {label_exists: plan}}}", none),
                matching("{expression: {label_equals: {label: plan, value: gold}}}", gold),
                other("{expression: {label_equals: {label: plan, value: gold}}}", silver),
                other("{expression: {label_equals: {label: plan}}}", none),
                matching("{expression: {label_equals: {label: plan}}}", Map.of("plan", "")),
                matching("{expression: {label_matches: {label: plan, regex: ol}}}", gold),
                matching("{expression: {label_matches: {label: plan, regex: '^g.*d$'}}}", gold),
                other("{expression: {label_matches: {label: plan, regex: '^ol'}}}", gold),
                other("{expression: {label_matches: {label: plan, regex: '.*'}}}", none),
                matching("{expression: {label_matches: {label: plan, regex: '(?i)GOLD'}}}", gold),
                matching("{expression: {not: {label_matches: {label: plan, regex: gold}}}}", none),
                matching("{expression: {all: {of: []}}}", none),
                matching("{expression: {all: {}}}", none),
                other("{expression: {any: {of: []}}}", gold),
                matching(
                        "{expression: {all: {of: [{label_exists: plan}, {not: {label_exists: x}}]}}}",
                        gold),
                other("{expression: {all: {of: [{label_exists: plan}, {label_exists: x}]}}}", gold),
                matching(
                        "{expression: {any: {of: [{label_exists: x}, {label_exists: plan}]}}}",
                        gold),
                other("{expression: {any: {of: [{label_exists: x}, {label_exists: z}]}}}", gold),
                // All parts together.
                matching(
                        "{match_labels: {plan: gold}, match_list: [{key: x, operator: DoesNotExist}], expression: {label_exists: plan}}",
                        gold),
                other(
                        "{match_labels: {plan: gold}, match_list: [{key: x, operator: Exists}], expression: {label_exists: plan}}",
                        gold),
                other(
                        "{match_labels: {plan: gold}, match_list: [{key: x, operator: DoesNotExist}], expression: {label_exists: x}}",
                        gold));
    }

    private static String in(String operator, String values) {
        return "{match_list: [{key: plan, operator: " + operator + ", values: " + values + "}]}";
    }

    private static Arguments matching(String matcher, Map<String, String> labels) {
        return Arguments.of(matcher, labels, true);
    }

    private static Arguments other(String matcher, Map<String, String> labels) {
        return Arguments.of(matcher, labels, false);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{match_list: [{operator: Exists}]} | 'key' is missing",
                "{match_list: [{key: ' ', operator: Exists}]} | is blank",
                "{match_list: [{key: a}]} | 'operator' is missing",
                "{match_list: [{key: a, operator: in, values: [b]}]} | In, NotIn, Exists, DoesNotExist",
                "{match_list: [{key: a, operator: In}]} | 'values' is missing",
                "{match_list: [{key: a, operator: NotIn, values: []}]} | 'values' is missing",
                "{match_list: [{key: a, operator: In, values: [5]}]} | quotes",
                "{match_list: [{key: a, operator: In, values: b}]} | a list",
                "{match_list: [{key: a, operator: Exists, values: [b]}]} | no meaning",
                "{match_list: [{key: a, operator: Exists, value: b}]} | Did you mean 'values'?",
                "{match_list: {key: a}} | a list",
                "{expression: {}} | not, all, any, label_exists",
                "{expression: {label_exists: a, not: {label_exists: b}}} | Keep one",
                "{expression: {label_exist: a}} | Did you mean 'label_exists'?",
                "{expression: {all: [{label_exists: a}]}} | a mapping",
                "{expression: {all: {of: [label_exists]}}} | a mapping",
                "{expression: {label_equals: {value: a}}} | 'label' is missing",
                "{expression: {label_matches: {label: a}}} | 'regex' is missing",
                "{expression: {label_matches: {label: a, regex: '('}}} | APERTURE-226",
                "{expression: {label_matches: {label: a, regex: '(?=a)'}}} | look-around",
                "{expression: {label_matches: {label: a, regex: '(a)\\1'}}} | APERTURE-226",
                "{labels: {a: b}} | match_labels, match_list",
            })
    void a_mistake_is_named(String matcher, String told) {
        assertThat(selecting(matcher).errors())
                .isNotEmpty()
                .allSatisfy(
                        error ->
                                assertThat(error)
                                        .startsWith("p.yaml:20: policy 'p': circuit.components[0]"))
                .anySatisfy(error -> assertThat(error).contains(told));
    }

    @Test
    void a_regular_expression_takes_linear_time_whatever_the_value() {
        String evil = "a".repeat(50_000) + "!";

        assertThat(
                        matches(
                                "{expression: {label_matches: {label: plan, regex: '^(a+)+$'}}}",
                                Map.of("plan", evil)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"((a{100}){100}){100}", "a{1001}"})
    void a_regular_expression_that_grows_without_bound_is_refused(String regex) {
        assertThat(
                        selecting(
                                        "{expression: {label_matches: {label: a, regex: '"
                                                + regex
                                                + "'}}}")
                                .errors())
                .singleElement()
                .asString()
                .contains("APERTURE-226");
    }

    @Test
    void a_regular_expression_that_nests_or_goes_on_without_end_is_refused() {
        for (String regex :
                new String[] {
                    "(".repeat(5_000) + ")".repeat(5_000),
                    "a|".repeat(100_000),
                    "x{1000}".repeat(60)
                }) {
            assertThat(
                            selecting(
                                            "{expression: {label_matches: {label: a, regex: '"
                                                    + regex
                                                    + "'}}}")
                                    .errors())
                    .singleElement()
                    .asString()
                    .contains("APERTURE-226")
                    .hasSizeLessThan(500);
        }
    }

    @Test
    void many_regular_expressions_together_are_bounded() {
        String one = "{label_matches: {label: a, regex: 'x{1000}y{1000}z{1000}'}}, ";

        assertThat(selecting("{expression: {any: {of: [" + one.repeat(200) + "]}}}").errors())
                .hasSizeBetween(1, 100)
                .allSatisfy(error -> assertThat(error).contains("APERTURE-226"));
    }

    @Test
    void an_expression_within_itself_is_refused() {
        assertThat(selecting("{expression: &a {not: *a}}").errors())
                .singleElement()
                .asString()
                .startsWith("p.yaml:20: APERTURE-227");
    }
}
