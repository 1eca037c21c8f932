package io.github.aperturecdi.embedded.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The values of blueprints, read as the policies that are generated from them. */
class BlueprintTest {

    private static final String VALUES =
            """
            blueprint: rate-limiting/base
            policy:
              policy_name: searches
              rate_limiter:
                bucket_capacity: 40
                fill_amount: 20
                parameters:
                  interval: 15s
                selectors:
                  - control_point: search
            """;

    private static final String RAMP =
            """
            blueprint: load-ramping/base
            policy:
              policy_name: new-search
              start: true
              load_ramp:
                sampler:
                  selectors: [{control_point: new-search}]
                steps: [{target_accept_percentage: 10, duration: 60s}]
            """;

    @TempDir Path path;
    private PolicyFolder folder;

    @BeforeEach
    void openFolder() {
        folder = new PolicyFolder(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rate-limiting",
                "quota-scheduling",
                "concurrency-limiting",
                "concurrency-scheduling",
                "load-ramping"
            })
    void the_values_of_a_blueprint_are_the_policy_that_is_generated_from_them(String blueprint) {
        Policy values = load("blueprints/" + blueprint + "-values.yaml").get(0);
        Policy generated = load("blueprints/" + blueprint + "-policy.yaml").get(0);

        assertThat(values.name()).isEqualTo(generated.name());
        assertThat(values.limiters()).isNotEmpty().isEqualTo(generated.limiters());
    }

    @Test
    void values_and_the_policies_that_are_generated_from_them_may_lie_beside_each_other() {
        assertThat(load("blueprints"))
                .extracting(Policy::name)
                .containsExactlyInAnyOrder(
                        "searches", "partner-api", "exports", "checkout", "new-search");
    }

    private static List<Policy> load(String where) {
        return PolicyLoader.load("classpath:" + where, BlueprintTest.class.getClassLoader());
    }

    @Test
    void a_component_of_the_values_comes_after_the_generated_ones() {
        assertThat(load("blueprints/concurrency-scheduling-values.yaml").get(0).limiters())
                .extracting(limiter -> limiter.scope().componentId())
                .containsExactly("root.0", "root.3");
    }

    @Test
    void a_mistake_is_named_with_its_place_in_the_values() {
        folder.with("v.yaml", VALUES.replace("bucket_capacity: 40", "bucket_capacity: many"));

        assertThat(folder.errors())
                .singleElement()
                .asString()
                .startsWith(
                        "v.yaml:5: policy 'searches': policy.rate_limiter.bucket_capacity: APERTURE-209");
    }

    @Test
    void a_value_that_is_missing_negative_or_still_a_placeholder_is_named() {
        folder.with("a.yaml", VALUES.replace("    fill_amount: 20\n", ""))
                .with("b.yaml", VALUES.replace("40", "-1").replace("searches", "b"))
                .with(
                        "c.yaml",
                        VALUES.replace("control_point: search", "control_point: __REQUIRED_FIELD__")
                                .replace("searches", "c"))
                .with("d.yaml", VALUES.replace("policy_name: searches", "start: true"));

        assertThat(folder.errors())
                .satisfiesExactly(
                        error ->
                                assertThat(error)
                                        .startsWith("a.yaml:5: ")
                                        .contains("APERTURE-207", "'fill_amount'"),
                        error ->
                                assertThat(error).startsWith("b.yaml:5: ").contains("APERTURE-210"),
                        error ->
                                assertThat(error)
                                        .startsWith("c.yaml:10: ")
                                        .contains("'__REQUIRED_FIELD__'", "placeholder"),
                        error ->
                                assertThat(error)
                                        .startsWith("d.yaml:3: ")
                                        .contains("'policy_name'"),
                        error -> assertThat(error).startsWith("d.yaml:3: ").contains("'start'"));
    }

    @Test
    void another_blueprint_is_refused_with_the_nearest_name() {
        folder.with("v.yaml", VALUES.replace("rate-limiting", "rate-limitting"));

        assertThat(folder.errors())
                .singleElement()
                .asString()
                .startsWith("v.yaml:1: policy 'searches': blueprint: APERTURE-206")
                .contains("Did you mean 'rate-limiting/base'?", "aperturectl");
    }

    @Test
    void a_ramp_that_is_not_started_stands() {
        folder.with("r.yaml", RAMP.replace("start: true", "start: false"));

        assertThat(ramp().forward()).isFalse();
    }

    @Test
    void a_ramp_that_waits_for_a_metric_stands_as_the_metric_is_not_measured() {
        folder.with(
                "r.yaml",
                RAMP
                        + "  drivers:\n    average_latency_drivers:\n"
                        + "      - selectors: [{control_point: new-search}]\n"
                        + "        criteria: {forward: {threshold: 50}, reset: {threshold: 90}}\n");

        assertThat(ramp().forward()).isFalse();
        // A query and two deciders come first, and the intent to go forward.
        assertThat(ramp().scope().componentId()).isEqualTo("root.14.1");
    }

    @Test
    void a_ramp_that_only_a_metric_stops_goes_on() {
        folder.with(
                "r.yaml",
                RAMP
                        + "  drivers:\n    promql_drivers:\n"
                        + "      - {query_string: up, criteria: {backward: {threshold: 1, operator: lt}}}\n");

        assertThat(ramp().forward()).isTrue();
        assertThat(ramp().scope().componentId()).isEqualTo("root.12.1");
    }

    private LoadRampSpec ramp() {
        return (LoadRampSpec) folder.load().get(0).limiters().get(0);
    }
}
