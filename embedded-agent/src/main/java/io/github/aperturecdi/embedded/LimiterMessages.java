package io.github.aperturecdi.embedded;

import com.google.protobuf.Duration;
import io.github.aperturecdi.embedded.engine.LimiterDecision;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.ConcurrencyLimiterInfo;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.LimiterReason;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.RateLimiterInfo;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.TokensInfo;

/** The engine's words as messages. */
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
        if (decision.waitNanos() > 0) {
            message.setWaitTime(duration(decision.waitNanos()));
        }
        TokensInfo tokens =
                TokensInfo.newBuilder()
                        .setRemaining(decision.remaining())
                        .setCurrent(decision.current())
                        .setConsumed(decision.consumed())
                        .build();
        switch (decision.kind()) {
            case RATE ->
                    message.setRateLimiterInfo(
                            RateLimiterInfo.newBuilder()
                                    .setLabel(decision.label())
                                    .setTokensInfo(tokens));
            case CONCURRENCY ->
                    message.setConcurrencyLimiterInfo(
                            ConcurrencyLimiterInfo.newBuilder()
                                    .setLabel(decision.label())
                                    .setTokensInfo(tokens)
                                    .setRequestId(decision.requestId()));
        }
        return message.build();
    }

    static Duration duration(long nanos) {
        return Duration.newBuilder()
                .setSeconds(nanos / NANOS_PER_SECOND)
                .setNanos((int) (nanos % NANOS_PER_SECOND))
                .build();
    }
}
