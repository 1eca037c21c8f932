package io.github.aperturecdi.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.Agent;
import io.github.aperturecdi.flow.spi.EmbeddedAgentProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One file with every component, as an application meets it. */
@Tag("long")
@Timeout(120)
class AllComponentsTest {

    private static final String POLICY =
            """
            apiVersion: fluxninja.com/v1alpha1
            kind: Policy
            metadata: {name: shop}
            spec:
              circuit:
                components:
                  - flow_control:
                      rate_limiter:
                        selectors: [{control_point: search}]
                        in_ports:
                          bucket_capacity: {constant_signal: {value: 2}}
                          fill_amount: {constant_signal: {value: 1}}
                        parameters: {interval: 3600s, limit_by_label_key: user}
                  - flow_control:
                      concurrency_limiter:
                        selectors: [{control_point: export}]
                        in_ports: {max_concurrency: {signal_name: PLACES}}
                        parameters: {max_inflight_duration: 3600s}
                  - variable:
                      constant_output: {value: 1}
                      out_ports: {output: {signal_name: PLACES}}
                  - flow_control:
                      concurrency_scheduler:
                        selectors: [{control_point: checkout}]
                        in_ports: {max_concurrency: {constant_signal: {value: 1}}}
                        concurrency_limiter: {max_inflight_duration: 3600s}
                        scheduler:
                          workloads:
                            - name: gold
                              label_matcher: {match_labels: {plan: gold}}
                              parameters: {priority: 10}
                            - name: hurried
                              label_matcher: {expression: {label_matches: {label: plan, regex: ^hurr}}}
                              parameters: {priority: 1, queue_timeout: 0s}
                  - flow_control:
                      quota_scheduler:
                        selectors: [{control_point: partner}]
                        in_ports:
                          bucket_capacity: {constant_signal: {value: 1}}
                          fill_amount: {constant_signal: {value: 1}}
                        rate_limiter: {interval: 0.05s}
                        scheduler: {denied_response_status_code: TooManyRequests}
                  - flow_control:
                      sampler:
                        in_ports: {accept_percentage: {constant_signal: {value: 0}}}
                        parameters:
                          selectors: [{control_point: beta}]
                          session_label_key: user
                        pass_through_label_values: [alice]
                  - flow_control:
                      load_ramp:
                        in_ports: {forward: {constant_signal: {value: 1}}}
                        parameters:
                          sampler:
                            selectors: [{control_point: rollout}]
                            session_label_key: user
                          steps:
                            - {target_accept_percentage: 0, duration: 0s}
                            - {target_accept_percentage: 100, duration: 3600s}
            """;

    @TempDir Path folder;
    private FlowControl flows;

    @BeforeEach
    void open() throws Exception {
        Files.writeString(folder.resolve("shop.yaml"), POLICY);
        flows = control(false);
    }

    private FlowControl control(boolean faithful) {
        Agent agent =
                new EmbeddedAgents()
                        .open(
                                new EmbeddedAgentProvider.Settings(
                                        folder.toString(),
                                        EmbeddedAgentProvider.DEFAULT_MAX_KEYS,
                                        faithful,
                                        EmbeddedAgentProvider.DEFAULT_MAX_WAITING_BYTES),
                                getClass().getClassLoader());
        return FlowControl.builder().agent(agent).timeout(Duration.ofMinutes(10)).build();
    }

    @AfterEach
    void close() {
        flows.close();
    }

    private static FlowRequest at(String controlPoint, String key, String value) {
        return FlowRequest.at(controlPoint).label(key, value).build();
    }

    private void assertRefused(FlowRequest request, RejectReason reason, int status) {
        try (Flow flow = flows.start(request)) {
            assertThat(flow.shouldRun()).isFalse();
            FlowRejection rejection = flow.rejection().orElseThrow();
            assertThat(rejection.reason()).isEqualTo(reason);
            assertThat(rejection.httpStatus()).isEqualTo(status);
            assertThat(rejection.violatedPolicies()).containsExactly("shop");
        }
    }

    @Test
    void limiters_count() {
        for (int i = 0; i < 2; i++) {
            flows.start(at("search", "user", "ann")).close();
        }
        assertRefused(at("search", "user", "ann"), RejectReason.RATE_LIMITED, 429);
        Flow export = flows.start(at("export", "user", "ann"));
        assertRefused(at("export", "user", "bob"), RejectReason.RATE_LIMITED, 429);
        export.close();
        assertThat(flows.start(at("export", "user", "bob")).shouldRun()).isTrue();
    }

    @Test
    void who_pays_more_waits_less() {
        Flow first = flows.start(at("checkout", "plan", "none"));
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        List<CompletableFuture<Void>> others = new ArrayList<>();
        for (String plan : List.of("none", "none", "gold", "gold")) {
            others.add(
                    flows.startAsync(at("checkout", "plan", plan), Runnable::run)
                            .thenAccept(
                                    flow -> {
                                        order.add(plan);
                                        flow.close();
                                    }));
        }
        assertRefused(at("checkout", "plan", "hurried"), RejectReason.NO_TOKENS, 503);

        first.close();

        CompletableFuture.allOf(others.toArray(CompletableFuture[]::new)).join();
        assertThat(order).containsExactly("none", "gold", "gold", "none");
    }

    @Test
    void calls_wait_for_their_quota() {
        for (int i = 0; i < 3; i++) {
            assertThat(flows.start(at("partner", "user", "ann")).shouldRun()).isTrue();
        }
        List<CompletableFuture<Flow>> waiting = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waiting.add(flows.startAsync(at("partner", "user", "ann")));
        }
        assertThat(waiting).anyMatch(flow -> !flow.isDone());
        await().until(() -> waiting.stream().allMatch(CompletableFuture::isDone));
        assertThat(waiting).allMatch(flow -> flow.join().shouldRun());
    }

    @Test
    void samplers_and_ramps_choose() {
        assertThat(flows.start(at("beta", "user", "alice")).shouldRun()).isTrue();
        assertRefused(at("beta", "user", "bob"), RejectReason.NOT_SAMPLED, 403);
        assertRefused(at("rollout", "user", "foobar"), RejectReason.NOT_SAMPLED, 403);
        FlowRequest ramped = FlowRequest.at("beta").rampMode(true).build();
        try (Flow flow = flows.start(ramped)) {
            assertThat(flow.rejection().orElseThrow().reason())
                    .isEqualTo(RejectReason.NO_MATCHING_RAMP);
        }
    }

    @Test
    void faithful_mode_is_one_switch() {
        FlowControl faithful = control(true);
        assertThat(faithful.start(at("beta", "user", "alice")).shouldRun()).isFalse();
        Flow first = faithful.start(at("checkout", "plan", "hurried"));
        assertThat(first.shouldRun()).isFalse();
        faithful.close();
    }
}
