package io.github.aperturecdi.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.PolicyStatus;
import io.github.aperturecdi.flow.spi.Agent;
import io.github.aperturecdi.flow.spi.EmbeddedAgentProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the policy file to the flow, as the core goes. */
class EmbeddedAgentsTest {

    static final String TWO_PER_USER_AND_DAY =
            """
            circuit:
              components:
                - flow_control:
                    rate_limiter:
                      in_ports:
                        bucket_capacity: {constant_signal: {value: 2}}
                        fill_amount: {constant_signal: {value: 2}}
                      parameters: {interval: 86400s, limit_by_label_key: user}
                      selectors: [{control_point: checkout}]
                - flow_control:
                    concurrency_limiter:
                      in_ports:
                        max_concurrency: {constant_signal: {value: 1}}
                      parameters: {max_inflight_duration: 60s}
                      selectors: [{control_point: report}]
            """;

    @TempDir Path path;

    private static EmbeddedAgentProvider provider() {
        return ServiceLoader.load(EmbeddedAgentProvider.class).findFirst().orElseThrow();
    }

    @Test
    void the_core_finds_the_provider_and_flows_are_decided() throws Exception {
        Files.writeString(path.resolve("per-user.yaml"), TWO_PER_USER_AND_DAY);
        Agent agent = provider().open(path.toString(), getClass().getClassLoader());

        try (FlowControl flows = FlowControl.builder().agent(agent).build()) {
            FlowRequest request = FlowRequest.at("checkout").label("user", "ann").build();
            assertThat(flows.start(request).shouldRun()).isTrue();
            assertThat(flows.start(request).shouldRun()).isTrue();
            assertThat(flows.start(request).rejection())
                    .hasValueSatisfying(
                            refusal -> {
                                assertThat(refusal.httpStatus()).isEqualTo(429);
                                assertThat(refusal.retryAfter()).isPresent();
                                assertThat(refusal.violatedPolicies()).containsExactly("per-user");
                            });
            try (Flow report = flows.start(FlowRequest.at("report").build())) {
                assertThat(report.shouldRun()).isTrue();
                assertThat(flows.start(FlowRequest.at("report").build()).shouldRun()).isFalse();
            }
            assertThat(flows.start(FlowRequest.at("report").build()).shouldRun()).isTrue();
        }
    }

    @Test
    void a_flow_beyond_the_memory_for_waiting_flows_is_refused() throws Exception {
        Files.writeString(
                path.resolve("queue.yaml"),
                """
                circuit:
                  components:
                    - flow_control:
                        concurrency_scheduler:
                          selectors: [{control_point: report}]
                          in_ports:
                            max_concurrency: {constant_signal: {value: 1}}
                          concurrency_limiter: {max_inflight_duration: 3600s}
                          scheduler: {}
                """);
        EmbeddedAgentProvider.Settings twoWait =
                new EmbeddedAgentProvider.Settings(path.toString(), 10, false, 2_500);
        Agent agent = provider().open(twoWait, getClass().getClassLoader());
        FlowRequest report =
                FlowRequest.at("report").timeout(java.time.Duration.ofHours(1)).build();

        try (FlowControl flows = FlowControl.builder().agent(agent).build()) {
            try (Flow runs = flows.start(report)) {
                CompletableFuture<Flow> second = flows.startAsync(report);
                CompletableFuture<Flow> third = flows.startAsync(report);
                CompletableFuture<Flow> fourth = flows.startAsync(report);

                assertThat(runs.shouldRun()).isTrue();
                assertThat(second).isNotDone();
                assertThat(third).isNotDone();
                assertThat(fourth.join().rejection())
                        .hasValueSatisfying(
                                refusal -> assertThat(refusal.httpStatus()).isEqualTo(503));
                second.cancel(false);
                third.cancel(false);
            }
        }
    }

    @Test
    void policies_that_cannot_be_used_are_an_illegal_argument() throws Exception {
        Files.writeString(path.resolve("p.yaml"), "circuit: 5");
        ClassLoader loader = getClass().getClassLoader();

        assertThatThrownBy(() -> provider().open(path.toString(), loader))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("p.yaml:1: ");
    }

    @Test
    void a_changed_file_takes_effect_and_the_status_tells_since_when() throws Exception {
        Path file = path.resolve("per-user.yaml");
        Files.writeString(file, TWO_PER_USER_AND_DAY);
        Agent agent = provider().open(path.toString(), getClass().getClassLoader());

        try (FlowControl flows = FlowControl.builder().agent(agent).build()) {
            FlowRequest request = FlowRequest.at("checkout").label("user", "ann").build();
            PolicyStatus before = flows.status().policies().get(0);
            assertThat(before.name()).isEqualTo("per-user");
            assertThat(before.source()).isEqualTo(file.toString());
            assertThat(flows.start(request).shouldRun()).isTrue();

            Files.writeString(file, TWO_PER_USER_AND_DAY.replace("value: 2", "value: 1"));

            await().until(() -> !flows.status().policies().get(0).equals(before));
            PolicyStatus after = flows.status().policies().get(0);
            assertThat(after.version()).isNotEqualTo(before.version());
            assertThat(after.since()).isAfter(before.since());
            assertThat(flows.start(request).shouldRun()).isTrue();
            assertThat(flows.start(request).shouldRun()).isFalse();
        }
    }
}
