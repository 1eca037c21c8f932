package io.github.aperturecdi.test;

import com.google.protobuf.Duration;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.CheckResponse.DecisionType;
import io.github.aperturecdi.proto.check.v1.LimiterDecision;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.ConcurrencyLimiterInfo;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.TokensInfo;
import java.io.Serializable;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The scripted reply to a number of checks.
 *
 * @param kind the kind of the reply
 * @param reason why the reply rejects; null if it does not
 * @param retryAfter the time after which to try again; zero for none
 * @param httpStatus the HTTP status of the rejection; 0 to leave it to the reason
 * @param times the number of checks; {@link #FOR_EVER} for all
 */
record Script(
        Kind kind,
        @Nullable RejectReason reason,
        java.time.Duration retryAfter,
        int httpStatus,
        int times)
        implements Serializable {

    enum Kind {
        ADMITS,
        ADMITS_WITH_TOKENS,
        REJECTS,
        SILENT,
        UNAVAILABLE
    }

    static final int FOR_EVER = Integer.MAX_VALUE;

    /** The name of the policy in the token references of scripts. */
    static final String POLICY = "scripted";

    static Script of(Kind kind, int times) {
        return new Script(kind, null, java.time.Duration.ZERO, 0, times);
    }

    /** The reply to one check. */
    CheckResponse reply() {
        CheckResponse.Builder reply = CheckResponse.newBuilder();
        if (kind == Kind.ADMITS_WITH_TOKENS) {
            reply.addLimiterDecisions(
                    LimiterDecision.newBuilder()
                            .setPolicyName(POLICY)
                            .setPolicyHash(POLICY)
                            .setComponentId("root.0")
                            .setConcurrencyLimiterInfo(tokens()));
        }
        if (reason != null) {
            reply.setDecisionType(DecisionType.DECISION_TYPE_REJECTED)
                    .setRejectReason(
                            CheckResponse.RejectReason.valueOf("REJECT_REASON_" + reason.name()))
                    .setDeniedResponseStatusCodeValue(httpStatus);
        }
        if (!retryAfter.isZero()) {
            reply.setWaitTime(
                    Duration.newBuilder()
                            .setSeconds(retryAfter.getSeconds())
                            .setNanos(retryAfter.getNano()));
        }
        return reply.build();
    }

    private static ConcurrencyLimiterInfo tokens() {
        return ConcurrencyLimiterInfo.newBuilder()
                .setLabel("default")
                .setRequestId(UUID.randomUUID().toString())
                .setTokensInfo(TokensInfo.newBuilder().setConsumed(1))
                .build();
    }
}
