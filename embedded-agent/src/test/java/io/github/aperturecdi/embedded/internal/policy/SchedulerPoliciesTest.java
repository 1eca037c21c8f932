package io.github.aperturecdi.embedded.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.embedded.internal.policy.SchedulerSpec.WorkloadParameters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Schedulers, samplers and load ramps: each parameter, its default, and its mistakes. */
class SchedulerPoliciesTest {

    private static final String QUOTA =
            """
            circuit:
              components:
                - flow_control:
                    quota_scheduler:
                      in_ports:
                        bucket_capacity: {constant_signal: {value: 10}}
                        fill_amount: {constant_signal: {value: 5}}
                      rate_limiter: {interval: 30s}
                      selectors: [{control_point: checkout}]
            """;

    private static final String CONCURRENCY =
            """
            circuit:
              components:
                - flow_control:
                    concurrency_scheduler:
                      in_ports:
                        max_concurrency: {constant_signal: {value: 10}}
                      concurrency_limiter: {max_inflight_duration: 30s}
                      selectors: [{control_point: checkout}]
            """;

    private static final String SCHEDULER =
            """
                      scheduler:
                        workloads:
                          - name: gold
                            label_matcher: {match_labels: {plan: gold}}
                            parameters: {priority: 2.5, tokens: 3, queue_timeout: 5s}
                          - label_matcher: {match_labels: {plan: iron}}
                        default_workload_parameters: {priority: 0.5, tokens: 0, queue_timeout: 0s}
                        decision_deadline_margin: 0.02s
                        tokens_label_key: tokens
                        priority_label_key: priority
                        workload_label_key: workload
                        fairness_label_key: user
                        denied_response_status_code: TooManyRequests
            """;

    private static final String SAMPLER =
            """
            circuit:
              components:
                - flow_control:
                    sampler:
                      in_ports:
                        accept_percentage: {constant_signal: {value: 40}}
                      parameters:
                        selectors: [{control_point: checkout}]
            """;

    private static final String RAMP =
            """
            circuit:
              components:
                - flow_control:
                    load_ramp:
                      in_ports:
                        forward: {constant_signal: {value: 1}}
                      parameters:
                        sampler: {selectors: [{control_point: checkout}]}
                        steps:
                          - {target_accept_percentage: 10, duration: 0s}
                          - {target_accept_percentage: 100, duration: 60s}
            """;

    @TempDir Path path;
    private PolicyFolder folder;

    @BeforeEach
    void openFolder() {
        folder = new PolicyFolder(path);
    }

    private LimiterSpec only(String text) {
        return folder.with("p.yaml", text).load().get(0).limiters().get(0);
    }

    @Test
    void a_quota_scheduler_has_the_parameters_of_its_bucket_and_of_its_queue() {
        QuotaSchedulerSpec spec = (QuotaSchedulerSpec) only(QUOTA + SCHEDULER);

        assertThat(spec.limiter().bucketCapacity()).isEqualTo(10);
        assertThat(spec.limiter().fillAmount()).isEqualTo(5);
        assertThat(spec.limiter().interval()).isEqualTo(Duration.ofSeconds(30));
        assertAll(spec.scope(), spec.scheduler());
    }

    @Test
    void a_concurrency_scheduler_has_the_parameters_of_its_counter_and_of_its_queue() {
        ConcurrencySchedulerSpec spec = (ConcurrencySchedulerSpec) only(CONCURRENCY + SCHEDULER);

        assertThat(spec.limiter().maxConcurrency()).isEqualTo(10);
        assertThat(spec.limiter().maxInflightDuration()).isEqualTo(Duration.ofSeconds(30));
        assertAll(spec.scope(), spec.scheduler());
    }

    private static void assertAll(LimiterSpec.Scope scope, SchedulerSpec scheduler) {
        assertThat(scope.componentId()).isEqualTo("root.0");
        assertThat(scope.tokensLabelKey()).isEqualTo("tokens");
        assertThat(scope.deniedStatus()).isEqualTo(429);
        assertThat(scheduler.priorityLabelKey()).isEqualTo("priority");
        assertThat(scheduler.workloadLabelKey()).isEqualTo("workload");
        assertThat(scheduler.fairnessLabelKey()).isEqualTo("user");
        assertThat(scheduler.decisionDeadlineMargin()).isEqualTo(Duration.ofMillis(20));
        assertThat(scheduler.defaultWorkload())
                .isEqualTo(new WorkloadParameters(0.5, 0, Duration.ZERO));
        assertThat(scheduler.workloads())
                .satisfiesExactly(
                        gold -> {
                            assertThat(gold.name()).isEqualTo("gold");
                            assertThat(gold.matcher().matches(Map.of("plan", "gold"))).isTrue();
                            assertThat(gold.matcher().matches(Map.of())).isFalse();
                            assertThat(gold.parameters())
                                    .isEqualTo(
                                            new WorkloadParameters(2.5, 3, Duration.ofSeconds(5)));
                        },
                        iron -> {
                            assertThat(iron.name()).isEqualTo("1");
                            assertThat(iron.parameters()).isEqualTo(WorkloadParameters.DEFAULT);
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "          scheduler: {}\n"})
    void a_scheduler_that_says_nothing_has_the_defaults(String scheduler) {
        QuotaSchedulerSpec quota = (QuotaSchedulerSpec) only(QUOTA + scheduler);
        ConcurrencySchedulerSpec concurrency =
                (ConcurrencySchedulerSpec) only(CONCURRENCY + scheduler);

        assertThat(quota.scheduler()).isEqualTo(SchedulerSpec.DEFAULT);
        assertThat(concurrency.scheduler()).isEqualTo(SchedulerSpec.DEFAULT);
        assertThat(quota.scope().deniedStatus()).isZero();
        assertThat(quota.scope().tokensLabelKey()).isEmpty();
        assertThat(quota.limiter().maxIdleTime()).isEqualTo(Duration.ofSeconds(7200));
        assertThat(quota.limiter().continuousFill()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "priority: 2.5 | priority: 0 | 14 | is not positive",
                "priority: 2.5 | priority: -1 | 14 | is too small",
                "priority: 2.5 | priority: high | 14 | a finite number",
                "tokens: 3 | tokens: -3 | 14 | is too small",
                "queue_timeout: 5s | queue_timeout: 5000ms | 14 | Write 5s",
                "queue_timeout: 5s | queue_timeout: -5s | 14 | is negative",
                "queue_timeout: 5s | timeout: 5s | 14 | keys are priority, tokens, queue_timeout",
                "label_matcher: {match_labels: {plan: iron}} | name: iron | 15 | 'label_matcher' is missing",
                "decision_deadline_margin: 0.02s | decision_deadline_margin: 20ms | 17 | Write 0.02s",
                "tokens_label_key: tokens | tokens_label_key: 5 | 18 | quotes",
                "fairness_label_key: user | fairnes_label_key: user | 21 | Did you mean 'fairness_label_key'?",
                "denied_response_status_code: TooManyRequests | denied_response_status_code: OK | 22 | ServiceUnavailable",
            })
    void a_mistake_of_a_scheduler_is_named(String right, String wrong, int line, String told) {
        for (String component : new String[] {QUOTA, "# one line more\n" + CONCURRENCY}) {
            assertThat(folder.with("p.yaml", component + SCHEDULER.replace(right, wrong)).errors())
                    .singleElement()
                    .asString()
                    .startsWith("p.yaml:" + line + ": ")
                    .contains(told);
        }
    }

    @Test
    void a_scheduler_has_the_ports_and_parameters_of_its_limiter() {
        folder.with("a.yaml", QUOTA.replace("rate_limiter:", "parameters:"))
                .with("b.yaml", CONCURRENCY.replace("max_concurrency", "bucket_capacity"));

        assertThat(folder.errors())
                .anySatisfy(error -> assertThat(error).contains("'rate_limiter' is missing"))
                .anySatisfy(error -> assertThat(error).contains("'parameters' is unknown"))
                .anySatisfy(error -> assertThat(error).contains("'max_concurrency' is missing"));
    }

    @Test
    void a_sampler_has_its_defaults() {
        SamplerSpec spec = (SamplerSpec) only(SAMPLER);

        assertThat(spec.acceptPercentage()).isEqualTo(40);
        assertThat(spec.sessionLabelKey()).isEmpty();
        assertThat(spec.rampMode()).isFalse();
        assertThat(spec.passThroughLabelValues()).isEmpty();
        assertThat(spec.scope().deniedStatus()).isZero();
        assertThat(spec.scope().selectors()).hasSize(1);
    }

    @Test
    void a_sampler_has_all_its_parameters() {
        SamplerSpec spec =
                (SamplerSpec)
                        only(
                                SAMPLER
                                        + "            session_label_key: user\n"
                                        + "            denied_response_status_code: NotFound\n"
                                        + "            ramp_mode: true\n"
                                        + "          pass_through_label_values: [alice, bob]\n"
                                        + "          pass_through_label_values_config_key: guests\n");

        assertThat(spec.sessionLabelKey()).isEqualTo("user");
        assertThat(spec.scope().deniedStatus()).isEqualTo(404);
        assertThat(spec.rampMode()).isTrue();
        assertThat(spec.passThroughLabelValues()).containsExactlyInAnyOrder("alice", "bob");
    }

    @ParameterizedTest
    @CsvSource({
        "'accept_percentage: {constant_signal: {special_value: NaN}}', 100",
        "'accept_percentage: {constant_signal: {special_value: +Inf}}', 100",
        "'accept_percentage: {constant_signal: {special_value: -Inf}}', 0",
        "'accept_percentage: {constant_signal: {value: 250}}', 100",
        "'{}', 0",
    })
    void a_share_is_bounded_and_an_invalid_one_admits_all(String port, double share) {
        String text = SAMPLER.replace("accept_percentage: {constant_signal: {value: 40}}", port);

        assertThat(((SamplerSpec) only(text)).acceptPercentage()).isEqualTo(share);
    }

    @Test
    void a_load_ramp_is_in_ramp_mode_and_its_sampler_a_component_within_it() {
        LoadRampSpec spec = (LoadRampSpec) only(RAMP);

        assertThat(spec.sampler().rampMode()).isTrue();
        assertThat(spec.scope().componentId()).isEqualTo("root.0.1");
        assertThat(spec.steps())
                .containsExactly(
                        new LoadRampSpec.Step(10, Duration.ZERO),
                        new LoadRampSpec.Step(100, Duration.ofSeconds(60)));
        assertThat(spec.forward()).isTrue();
        assertThat(spec.backward()).isFalse();
        assertThat(spec.reset()).isFalse();
        assertThat(spec.evaluationInterval()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void a_load_ramp_goes_by_the_circuits_interval_and_lets_values_pass() {
        LoadRampSpec spec =
                (LoadRampSpec)
                        only(
                                RAMP.replace("steps:", "steps: &s")
                                        + "          pass_through_label_values: [alice]\n"
                                        + "  evaluation_interval: 0.5s\n");

        assertThat(spec.evaluationInterval()).isEqualTo(Duration.ofMillis(500));
        assertThat(spec.sampler().passThroughLabelValues()).isEqualTo(Set.of("alice"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "duration: 60s | duration: 1m | 11 | Write 60s",
                ", duration: 60s | \"\" | 11 | 'duration' is missing",
                "target_accept_percentage: 100 | target_accept_percentage: 101 | 11 | more than 100",
                "target_accept_percentage: 100 | target_accept_percentage: -1 | 11 | too small",
                "forward: | foreward: | 6 | Did you mean 'forward'?",
                "sampler: {selectors: [{control_point: checkout}]} | \"\" | 9 | 'sampler' is missing",
            })
    void a_mistake_of_a_load_ramp_is_named(String right, String wrong, int line, String told) {
        assertThat(folder.with("p.yaml", RAMP.replace(right, wrong)).errors())
                .singleElement()
                .asString()
                .startsWith("p.yaml:" + line + ": ")
                .contains(told);
    }
}
