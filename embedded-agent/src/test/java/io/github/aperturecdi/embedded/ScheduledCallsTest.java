package io.github.aperturecdi.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import io.github.aperturecdi.embedded.internal.engine.Engine;
import io.github.aperturecdi.embedded.internal.engine.EngineSettings;
import io.github.aperturecdi.embedded.internal.engine.Limits;
import io.github.aperturecdi.flow.spi.Ticker;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.CheckResponse.DecisionType;
import io.github.aperturecdi.proto.check.v1.CheckResponse.RejectReason;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc;
import io.github.aperturecdi.proto.check.v1.FlowEndRequest;
import io.github.aperturecdi.proto.check.v1.InflightRequestRef;
import io.github.aperturecdi.proto.check.v1.LimiterDecision;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.DetailsCase;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.LimiterReason;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Other processes whose flows wait at a scheduler, and what they are told. */
@Timeout(120)
class ScheduledCallsTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private AgentServer server;
    private ManagedChannel channel;
    private static final String ENGINE = "io.github.aperturecdi.embedded.internal.engine.";

    private Engine engine;

    private void serve(Limits limits) throws Exception {
        serve(limits, EngineSettings.DEFAULT);
    }

    private void serve(Limits limits, EngineSettings settings) throws Exception {
        engine = new Engine(List.of(limits.policy()), settings, Ticker.SYSTEM);
        server = AgentServer.start(engine, 0);
        channel =
                Grpc.newChannelBuilder(server.target(), InsecureChannelCredentials.create())
                        .build();
    }

    @AfterEach
    void close() throws InterruptedException {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        server.close();
    }

    private ListenableFuture<CheckResponse> call(Map<String, String> labels, Duration timeout) {
        return FlowControlServiceGrpc.newFutureStub(channel)
                .withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .check(
                        CheckRequest.newBuilder()
                                .setControlPoint("checkout")
                                .putAllLabels(labels)
                                .setExpectEnd(true)
                                .build());
    }

    private void awaitWaiting(long flows) {
        await().until(() -> engine.waiting() == flows);
    }

    private void end(CheckResponse response) {
        LimiterDecision decision = response.getLimiterDecisions(0);
        var info = decision.getConcurrencySchedulerInfo();
        FlowControlServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(60, TimeUnit.SECONDS)
                .flowEnd(
                        FlowEndRequest.newBuilder()
                                .addInflightRequests(
                                        InflightRequestRef.newBuilder()
                                                .setPolicyName(decision.getPolicyName())
                                                .setPolicyHash(decision.getPolicyHash())
                                                .setComponentId(decision.getComponentId())
                                                .setLabel(info.getLabel())
                                                .setRequestId(info.getRequestId())
                                                .setTokens(1))
                                .build());
    }

    private static long threadsInTheEngine() {
        return Thread.getAllStackTraces().values().stream()
                .filter(
                        stack ->
                                Stream.of(stack)
                                        .anyMatch(at -> at.getClassName().startsWith(ENGINE)))
                .count();
    }

    @Test
    void calls_wait_for_a_place_without_a_thread_each() throws Exception {
        serve(Limits.of("p").workload("gold", 2).places(1, HOUR));
        CheckResponse first = call(Map.of("tier", "gold"), HOUR).get();
        List<ListenableFuture<CheckResponse>> waiting = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            waiting.add(call(Map.of("tier", "gold"), HOUR));
        }
        awaitWaiting(500);
        await().until(() -> threadsInTheEngine() == 0);

        end(first);

        await().until(() -> waiting.stream().anyMatch(ListenableFuture::isDone));
        awaitWaiting(499);
        LimiterDecision decision = first.getLimiterDecisions(0);
        assertThat(decision.getDetailsCase()).isEqualTo(DetailsCase.CONCURRENCY_SCHEDULER_INFO);
        assertThat(decision.hasWaitTime()).isFalse();
        var info = decision.getConcurrencySchedulerInfo();
        assertThat(info.getLabel()).isEqualTo("default");
        assertThat(info.getWorkloadIndex()).isEqualTo("gold");
        assertThat(info.getPriority()).isEqualTo(2);
        assertThat(info.getRequestId()).isNotEmpty();
        assertThat(info.getTokensInfo().getRemaining()).isEqualTo(1);
        assertThat(info.getTokensInfo().getCurrent()).isZero();
        assertThat(info.getTokensInfo().getConsumed()).isEqualTo(1);
    }

    @Test
    void a_call_that_is_cancelled_or_cut_off_leaves_its_place_to_others() throws Exception {
        serve(Limits.of("p").places(1, HOUR));
        CheckResponse first = call(Map.of(), HOUR).get();
        ListenableFuture<CheckResponse> cancelled = call(Map.of(), HOUR);
        awaitWaiting(1);
        ListenableFuture<CheckResponse> next = call(Map.of(), HOUR);
        awaitWaiting(2);

        cancelled.cancel(true);
        awaitWaiting(1);
        end(first);

        end(next.get());
        assertThat(engine.waiting()).isZero();
        assertThat(call(Map.of(), HOUR).get().getDecisionType())
                .isEqualTo(DecisionType.DECISION_TYPE_ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_server_that_stops_refuses_the_waiting_flows(boolean faithful) throws Exception {
        serve(Limits.of("p").places(1, HOUR), EngineSettings.DEFAULT.withFaithful(faithful));
        call(Map.of(), HOUR).get();
        ListenableFuture<CheckResponse> turn = call(Map.of(), HOUR);
        ListenableFuture<CheckResponse> next = call(Map.of(), HOUR);
        awaitWaiting(2);

        server.close();

        for (CheckResponse response : List.of(turn.get(), next.get())) {
            assertThat(response.getRejectReason()).isEqualTo(RejectReason.REJECT_REASON_NO_TOKENS);
            assertThat(response.getDeniedResponseStatusCodeValue()).isEqualTo(503);
        }
        assertThat(engine.waiting()).isZero();
    }

    @Test
    void a_refusal_comes_before_the_deadline_of_the_call() throws Exception {
        serve(Limits.of("p").by("user").quota(1, 1, HOUR));
        Map<String, String> ann = Map.of("user", "ann");
        call(ann, HOUR).get();

        CheckResponse refused = call(ann, Duration.ofSeconds(30)).get();

        assertThat(refused.getDecisionType()).isEqualTo(DecisionType.DECISION_TYPE_REJECTED);
        assertThat(refused.getRejectReason()).isEqualTo(RejectReason.REJECT_REASON_NO_TOKENS);
        assertThat(refused.getDeniedResponseStatusCodeValue()).isEqualTo(503);
        assertThat(refused.hasWaitTime()).isFalse();
        LimiterDecision decision = refused.getLimiterDecisions(0);
        assertThat(decision.getDropped()).isTrue();
        assertThat(decision.getDeniedResponseStatusCodeValue()).isZero();
        assertThat(decision.getQuotaSchedulerInfo().getLabel()).isEqualTo("user:ann");
        assertThat(decision.getQuotaSchedulerInfo().getTokensInfo().getConsumed()).isZero();
    }

    @Test
    void a_flow_without_the_label_is_told_so() throws Exception {
        serve(Limits.of("p").by("user").quota(1, 1, HOUR).places(1, HOUR));

        CheckResponse response = call(Map.of(), HOUR).get();

        assertThat(response.getLimiterDecisionsList())
                .allSatisfy(
                        decision ->
                                assertThat(decision.getReason())
                                        .isEqualTo(LimiterReason.LIMITER_REASON_KEY_NOT_FOUND));
        var places = response.getLimiterDecisions(0).getConcurrencySchedulerInfo();
        assertThat(places.getWorkloadIndex()).isEqualTo("default");
        assertThat(places.hasTokensInfo()).isFalse();
        assertThat(response.getLimiterDecisions(1).getQuotaSchedulerInfo().hasTokensInfo())
                .isFalse();
    }

    @Test
    void a_scheduler_that_passes_through_is_no_key_that_is_missing() throws Exception {
        serve(Limits.of("p").passThrough().places(0, HOUR));

        LimiterDecision decision = call(Map.of(), HOUR).get().getLimiterDecisions(0);

        assertThat(decision.getReason()).isEqualTo(LimiterReason.LIMITER_REASON_UNSPECIFIED);
        assertThat(decision.getConcurrencySchedulerInfo().hasTokensInfo()).isFalse();
    }

    @Test
    void a_sampled_flow_is_told_its_session() throws Exception {
        serve(Limits.of("p").session("user").sample(0));

        CheckResponse response = call(Map.of("user", "ann"), HOUR).get();

        assertThat(response.getRejectReason()).isEqualTo(RejectReason.REJECT_REASON_NOT_SAMPLED);
        assertThat(response.getDeniedResponseStatusCodeValue()).isEqualTo(403);
        assertThat(response.getLimiterDecisions(0).getSamplerInfo().getLabel())
                .isEqualTo("user:ann");
    }

    @Test
    void the_real_agent_names_no_services_and_no_status_of_its_own() throws Exception {
        serve(Limits.of("p").concurrency(0, HOUR), EngineSettings.DEFAULT.withFaithful(true));

        CheckResponse response = call(Map.of(), HOUR).get();

        assertThat(response.getServicesList()).isEmpty();
        assertThat(response.getDeniedResponseStatusCodeValue()).isEqualTo(429);
        assertThat(response.getLimiterDecisions(0).getDeniedResponseStatusCodeValue()).isZero();
        assertThat(response.getLimiterDecisions(0).hasWaitTime()).isTrue();
    }
}
