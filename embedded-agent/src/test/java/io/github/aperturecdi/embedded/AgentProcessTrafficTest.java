package io.github.aperturecdi.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.FlowRequestBuilder;
import io.github.aperturecdi.flow.link.AgentLink;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process decides by policy files as they are used with Aperture, and follows them. */
@Tag("long")
@Timeout(120)
class AgentProcessTrafficTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private static final String RAMP =
            """
            circuit:
              components:
                - flow_control:
                    load_ramp:
                      parameters:
                        sampler: {selectors: [{control_point: checkout}]}
                        steps: [{target_accept_percentage: 100, duration: 60s}]
            """;

    @TempDir Path path;

    private static Decision check(AgentLink agent, String point, Map<String, String> labels) {
        FlowRequestBuilder request = FlowRequest.at(point);
        labels.forEach(request::label);
        return agent.check(request.build(), LONG);
    }

    /** Values of blueprints and the policies that were generated from them, in one folder. */
    @Test
    void published_forms_of_policies_load_unchanged_and_act() throws Exception {
        Path folder = Path.of(getClass().getResource("/blueprints").toURI());
        try (ChildAgent process =
                        new ChildAgent(path, "--port", "0", "--policies", folder.toString());
                AgentLink agent = process.link()) {
            Map<String, String> wholeBucket = Map.of("tenant", "ann", "cost", "40");
            assertThat(check(agent, "search", wholeBucket).type())
                    .isEqualTo(Decision.Type.ADMITTED);
            assertRefused(check(agent, "search", wholeBucket), RejectReason.RATE_LIMITED, 503);

            Map<String, String> quota = Map.of("partner", "ann", "tokens", "500");
            assertThat(check(agent, "partner-api", quota).type()).isEqualTo(Decision.Type.ADMITTED);
            assertRefused(check(agent, "partner-api", quota), RejectReason.NO_TOKENS, 429);

            Map<String, String> tenant = Map.of("tenant", "ann");
            for (int i = 0; i < 3; i++) {
                assertThat(check(agent, "export", tenant).type()).isEqualTo(Decision.Type.ADMITTED);
            }
            assertRefused(check(agent, "export", tenant), RejectReason.RATE_LIMITED, 429);

            assertShareOfUsers(agent, "vouchers");
            assertShareOfUsers(agent, "new-search");
            assertNinthOrderWaits(agent);
        }
    }

    private static void assertRefused(Decision decision, RejectReason reason, int status) {
        assertThat(decision.type()).isEqualTo(Decision.Type.REJECTED);
        assertThat(decision.reason()).isEqualTo(reason);
        assertThat(decision.deniedStatus()).isEqualTo(status);
    }

    private static void assertShareOfUsers(AgentLink agent, String point) {
        Set<Decision.Type> seen = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            Decision decision = check(agent, point, Map.of("user", i + " of many"));
            seen.add(decision.type());
            if (decision.type() == Decision.Type.REJECTED) {
                assertRefused(decision, RejectReason.NOT_SAMPLED, 403);
            }
        }
        assertThat(seen).containsExactlyInAnyOrder(Decision.Type.ADMITTED, Decision.Type.REJECTED);
    }

    private static void assertNinthOrderWaits(AgentLink agent) {
        List<Decision> orders = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            orders.add(check(agent, "checkout", Map.of()));
        }
        CompletableFuture<Decision> ninth =
                agent.checkAsync(FlowRequest.at("checkout").build(), LONG);
        agent.end(Ends.of(orders.get(0)));
        assertThat(orders).extracting(Decision::type).containsOnly(Decision.Type.ADMITTED);
        assertThat(ninth.join().type()).isEqualTo(Decision.Type.ADMITTED);
    }

    @Test
    void a_changed_file_takes_effect_while_it_runs() throws Exception {
        Path file = path.resolve("p.yaml");
        Files.writeString(file, EmbeddedAgentsTest.TWO_PER_USER_AND_DAY);
        try (ChildAgent process = new ChildAgent(path, "--port", "0", "--policies", "p.yaml");
                AgentLink agent = process.link()) {
            Map<String, String> ann = Map.of("user", "ann", "tokens", "2");
            check(agent, "checkout", ann);
            check(agent, "checkout", ann);
            assertRefused(check(agent, "checkout", ann), RejectReason.RATE_LIMITED, 429);

            Files.writeString(
                    file,
                    EmbeddedAgentsTest.TWO_PER_USER_AND_DAY.replace(
                            "interval: 86400s, limit_by_label_key: user}",
                            "interval: 86400s, limit_by_label_key: user}\n"
                                    + "          request_parameters:"
                                    + " {denied_response_status_code: Conflict}"));
            await().atMost(LONG)
                    .untilAsserted(
                            () ->
                                    assertRefused(
                                            check(agent, "checkout", ann),
                                            RejectReason.RATE_LIMITED,
                                            409));

            Files.writeString(file, "circuit: 5");
            await().atMost(LONG).until(() -> process.err().contains("APERTURE-256"));
            assertRefused(check(agent, "checkout", ann), RejectReason.RATE_LIMITED, 409);
        }
    }

    @Test
    void it_is_faithful_where_it_is_told_to_be() throws Exception {
        Files.writeString(path.resolve("p.yaml"), RAMP);
        FlowRequest ramped = FlowRequest.at("checkout").rampMode(true).build();
        try (ChildAgent process = new ChildAgent(path, "--port", "0", "--policies", "p.yaml");
                AgentLink agent = process.link()) {
            assertThat(agent.check(ramped, LONG).type()).isEqualTo(Decision.Type.ADMITTED);
        }
        try (ChildAgent process =
                        new ChildAgent(path, "--port", "0", "--policies", "p.yaml", "--faithful");
                AgentLink agent = process.link()) {
            assertThat(agent.check(ramped, LONG).reason()).isEqualTo(RejectReason.NO_MATCHING_RAMP);
        }
    }

    @Test
    void it_is_healthy() throws Exception {
        Files.writeString(path.resolve("p.yaml"), RAMP);
        try (ChildAgent process = new ChildAgent(path, "--port", "0", "--policies", "p.yaml")) {
            ManagedChannel channel =
                    Grpc.newChannelBuilder(process.address(), InsecureChannelCredentials.create())
                            .build();
            try {
                assertThat(
                                HealthGrpc.newBlockingStub(channel)
                                        .check(HealthCheckRequest.getDefaultInstance())
                                        .getStatus())
                        .isEqualTo(ServingStatus.SERVING);
            } finally {
                channel.shutdownNow();
            }
        }
    }
}
