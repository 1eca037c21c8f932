package io.github.aperturecdi.embedded;

import com.google.protobuf.Duration;
import io.github.aperturecdi.embedded.internal.engine.LimiterDecision;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.ConcurrencyLimiterInfo;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.ConcurrencySchedulerInfo;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.LimiterReason;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.QuotaSchedulerInfo;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.RateLimiterInfo;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.SamplerInfo;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.TokensInfo;

/** Converts the engine's decisions into protocol messages. */
final class LimiterMessages {

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private LimiterMessages() {}

    static io.github.aperturecdi.proto.check.v1.LimiterDecision decision(LimiterDecision decision) {
        var message =
                io.github.aperturecdi.proto.check.v1.LimiterDecision.newBuilder()
                        .setPolicyName(decision.id().policyName())
                        .setPolicyHash(decision.id().policyHash())
                        .setComponentId(decision.id().componentId())
                        .setDropped(decision.dropped())
                        .setDeniedResponseStatusCodeValue(decision.deniedStatus());
        if (!decision.counted()) {
            message.setReason(LimiterReason.LIMITER_REASON_KEY_NOT_FOUND);
        }
        return withDetails(message, decision).build();
    }

    /**
     * Adds the details of a decision. Limiters always report a wait time, schedulers and samplers
     * never do.
     */
    private static io.github.aperturecdi.proto.check.v1.LimiterDecision.Builder withDetails(
            io.github.aperturecdi.proto.check.v1.LimiterDecision.Builder message,
            LimiterDecision decision) {
        return switch (decision.kind()) {
            case RATE ->
                    message.setWaitTime(duration(decision.waitNanos()))
                            .setRateLimiterInfo(
                                    RateLimiterInfo.newBuilder()
                                            .setLabel(decision.label())
                                            .setTokensInfo(tokens(decision)));
            case CONCURRENCY ->
                    message.setWaitTime(duration(decision.waitNanos()))
                            .setConcurrencyLimiterInfo(
                                    ConcurrencyLimiterInfo.newBuilder()
                                            .setLabel(decision.label())
                                            .setTokensInfo(tokens(decision))
                                            .setRequestId(decision.requestId()));
            case QUOTA_SCHEDULER -> message.setQuotaSchedulerInfo(quota(decision));
            case CONCURRENCY_SCHEDULER -> message.setConcurrencySchedulerInfo(places(decision));
            case SAMPLER ->
                    message.setSamplerInfo(SamplerInfo.newBuilder().setLabel(decision.label()));
        };
    }

    private static QuotaSchedulerInfo quota(LimiterDecision decision) {
        QuotaSchedulerInfo.Builder info =
                QuotaSchedulerInfo.newBuilder()
                        .setLabel(decision.label())
                        .setWorkloadIndex(decision.workload())
                        .setPriority(decision.priority());
        return (wasScheduled(decision) ? info.setTokensInfo(tokens(decision)) : info).build();
    }

    private static ConcurrencySchedulerInfo places(LimiterDecision decision) {
        ConcurrencySchedulerInfo.Builder info =
                ConcurrencySchedulerInfo.newBuilder()
                        .setLabel(decision.label())
                        .setWorkloadIndex(decision.workload())
                        .setPriority(decision.priority())
                        .setRequestId(decision.requestId());
        return (wasScheduled(decision) ? info.setTokensInfo(tokens(decision)) : info).build();
    }

    private static boolean wasScheduled(LimiterDecision decision) {
        return !decision.label().isEmpty();
    }

    private static TokensInfo tokens(LimiterDecision decision) {
        return TokensInfo.newBuilder()
                .setRemaining(decision.remaining())
                .setCurrent(decision.current())
                .setConsumed(decision.consumed())
                .build();
    }

    static Duration duration(long nanos) {
        return Duration.newBuilder()
                .setSeconds(nanos / NANOS_PER_SECOND)
                .setNanos((int) (nanos % NANOS_PER_SECOND))
                .build();
    }
}
