package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.UncountedBy;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.LimiterDecision;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.ConcurrencyLimiterInfo;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.ConcurrencySchedulerInfo;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.LimiterReason;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.QuotaSchedulerInfo;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.RateLimiterInfo;
import org.junit.jupiter.api.Test;

/** The limiters of an agent elsewhere that did not count a flow. */
class UncountedTest {

    private static final FlowRequest REQUEST = FlowRequest.at("a").build();

    private static LimiterDecision.Builder limiter(String policy, LimiterReason reason) {
        return LimiterDecision.newBuilder()
                .setPolicyName(policy)
                .setComponentId("root.0")
                .setReason(reason);
    }

    @Test
    void limiters_and_schedulers_without_their_key_are_named() {
        LimiterReason missing = LimiterReason.LIMITER_REASON_KEY_NOT_FOUND;
        CheckResponse response =
                CheckResponse.newBuilder()
                        .addLimiterDecisions(
                                limiter("rate", missing)
                                        .setRateLimiterInfo(RateLimiterInfo.getDefaultInstance()))
                        .addLimiterDecisions(
                                limiter("fine", LimiterReason.LIMITER_REASON_UNSPECIFIED))
                        .addLimiterDecisions(
                                limiter("concurrency", missing)
                                        .setConcurrencyLimiterInfo(
                                                ConcurrencyLimiterInfo.getDefaultInstance()))
                        .addLimiterDecisions(
                                limiter("quota", missing)
                                        .setQuotaSchedulerInfo(
                                                QuotaSchedulerInfo.getDefaultInstance()))
                        .addLimiterDecisions(
                                limiter("scheduler", missing)
                                        .setConcurrencySchedulerInfo(
                                                ConcurrencySchedulerInfo.getDefaultInstance()))
                        .build();
        assertThat(Ends.decision(response, REQUEST).uncounted())
                .extracting(UncountedBy::policyName)
                .containsExactly("rate", "concurrency", "quota", "scheduler");
    }

    @Test
    void a_refused_flow_was_limited() {
        CheckResponse response =
                CheckResponse.newBuilder()
                        .setDecisionType(CheckResponse.DecisionType.DECISION_TYPE_REJECTED)
                        .addLimiterDecisions(
                                limiter("p", LimiterReason.LIMITER_REASON_KEY_NOT_FOUND))
                        .build();
        Decision decision = Ends.decision(response, REQUEST);
        assertThat(decision.type()).isEqualTo(Decision.Type.REJECTED);
        assertThat(decision.uncounted()).isEmpty();
    }
}
