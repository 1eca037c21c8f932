package io.github.aperturecdi.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.CheckResponse.DecisionType;
import io.github.aperturecdi.proto.check.v1.CheckResponse.RejectReason;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM: what becomes of flows that wait, and what the process says of those that are over. */
@Timeout(120)
class AgentProcessStopTest {

    private static final String ONE_PLACE =
            """
            circuit:
              components:
                - flow_control:
                    concurrency_scheduler:
                      in_ports: {max_concurrency: {constant_signal: {value: 1}}}
                      concurrency_limiter: {max_inflight_duration: 86400s}
                      selectors: [{control_point: checkout}]
                - flow_control:
                    concurrency_limiter:
                      in_ports: {max_concurrency: {constant_signal: {value: 0}}}
                      parameters: {max_inflight_duration: 60s}
                      selectors: [{control_point: closed}]
            """;

    @TempDir Path path;

    private static ListenableFuture<CheckResponse> check(ManagedChannel channel, String point) {
        return FlowControlServiceGrpc.newFutureStub(channel)
                .withDeadlineAfter(1, TimeUnit.HOURS)
                .check(CheckRequest.newBuilder().setControlPoint(point).setExpectEnd(true).build());
    }

    @Test
    void flows_that_wait_are_refused_and_the_exit_code_is_0() throws Exception {
        Files.writeString(path.resolve("p.yaml"), ONE_PLACE);
        try (ChildAgent agent = new ChildAgent(path, "--port", "0", "--policies", "p.yaml")) {
            ManagedChannel channel =
                    Grpc.newChannelBuilder(agent.address(), InsecureChannelCredentials.create())
                            .build();
            try {
                assertThat(check(channel, "checkout").get().getDecisionType())
                        .isEqualTo(DecisionType.DECISION_TYPE_ACCEPTED);
                List<ListenableFuture<CheckResponse>> waiting = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    waiting.add(check(channel, "checkout"));
                }
                // On the same connection: what came before has arrived as well.
                check(channel, "elsewhere").get();

                agent.terminate();

                for (ListenableFuture<CheckResponse> flow : waiting) {
                    assertThat(flow.get().getDecisionType())
                            .isEqualTo(DecisionType.DECISION_TYPE_REJECTED);
                    assertThat(flow.get().getRejectReason())
                            .isEqualTo(RejectReason.REJECT_REASON_NO_TOKENS);
                    assertThat(flow.get().getDeniedResponseStatusCodeValue()).isEqualTo(503);
                }
                assertThat(agent.exitCode()).isZero();
                assertThat(agent.out()).as("no spans came").isEmpty();
                assertThat(agent.err()).isEmpty();
            } finally {
                channel.shutdownNow();
            }
        }
    }

    @Test
    void it_says_what_spans_have_told_of_flows() throws Exception {
        Files.writeString(path.resolve("p.yaml"), ONE_PLACE);
        try (ChildAgent agent = new ChildAgent(path, "--port", "0", "--policies", "p.yaml")) {
            ManagedChannel channel =
                    Grpc.newChannelBuilder(agent.address(), InsecureChannelCredentials.create())
                            .build();
            try {
                for (String point : List.of("anywhere", "anywhere", "anywhere", "closed")) {
                    String response = SpanSinkTest.base64(check(channel, point).get());
                    SpanSinkTest.export(
                            channel, SpanSinkTest.span(response, SpanSinkTest.took(3_000_000)));
                }
            } finally {
                channel.shutdownNow();
            }

            agent.terminate();

            assertThat(agent.exitCode()).isZero();
            assertThat(agent.out().lines())
                    .satisfiesExactly(
                            line -> assertThat(line).startsWith("Flows since the start"),
                            line ->
                                    assertThat(line)
                                            .isEqualTo(
                                                    "  anywhere: 3 flows, 0 refused, 3.0 ms on"
                                                            + " average"),
                            line -> assertThat(line).isEqualTo("  closed: 1 flows, 1 refused"));
        }
    }
}
