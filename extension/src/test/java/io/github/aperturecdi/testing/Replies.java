package io.github.aperturecdi.testing;

import com.google.protobuf.Duration;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.CheckResponse.DecisionType;
import io.github.aperturecdi.proto.check.v1.CheckResponse.RejectReason;
import io.github.aperturecdi.proto.check.v1.LimiterDecision;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.ConcurrencyLimiterInfo;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.ConcurrencySchedulerInfo;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.TokensInfo;

/** Replies as an agent makes them. */
public final class Replies {

    private Replies() {}

    /** A refusal by a rate limiter, to be tried again later. */
    public static CheckResponse rateLimited(java.time.Duration wait, String policy) {
        return rejected(RejectReason.REJECT_REASON_RATE_LIMITED)
                .setWaitTime(
                        Duration.newBuilder()
                                .setSeconds(wait.getSeconds())
                                .setNanos(wait.getNano()))
                .addLimiterDecisions(
                        LimiterDecision.newBuilder().setPolicyName(policy).setDropped(true))
                .build();
    }

    public static CheckResponse.Builder rejected(RejectReason reason) {
        return CheckResponse.newBuilder()
                .setDecisionType(DecisionType.DECISION_TYPE_REJECTED)
                .setRejectReason(reason);
    }

    /** An admission that holds a slot of a concurrency limiter. */
    public static CheckResponse holding(String requestId) {
        return CheckResponse.newBuilder().addLimiterDecisions(limiter(requestId)).build();
    }

    public static LimiterDecision limiter(String requestId) {
        return decision("limited", "root.0")
                .setConcurrencyLimiterInfo(
                        ConcurrencyLimiterInfo.newBuilder()
                                .setLabel("user:x")
                                .setRequestId(requestId)
                                .setTokensInfo(consumed(1)))
                .build();
    }

    public static LimiterDecision scheduler(String requestId) {
        return decision("scheduled", "root.1")
                .setConcurrencySchedulerInfo(
                        ConcurrencySchedulerInfo.newBuilder()
                                .setLabel("user:x")
                                .setRequestId(requestId)
                                .setTokensInfo(consumed(2.5)))
                .build();
    }

    private static LimiterDecision.Builder decision(String policy, String component) {
        return LimiterDecision.newBuilder()
                .setPolicyName(policy)
                .setPolicyHash("hash-of-" + policy)
                .setComponentId(component);
    }

    private static TokensInfo consumed(double tokens) {
        return TokensInfo.newBuilder().setConsumed(tokens).build();
    }
}
