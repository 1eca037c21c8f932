package io.github.aperturecdi.test;

import com.google.protobuf.Duration;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.CheckResponse.DecisionType;
import io.github.aperturecdi.proto.check.v1.LimiterDecision;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.ConcurrencyLimiterInfo;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.TokensInfo;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Scripts the agent's replies to the next flows of one control point, in place of its policies. The
 * last call of a method applies. {@link TestAgent#at} returns the script.
 */
public final class ControlPointScript {

    private static final int FOR_EVER = Integer.MAX_VALUE;

    private final Consumer<Script> set;
    private int times = FOR_EVER;

    ControlPointScript(Consumer<Script> set) {
        this.set = set;
    }

    /**
     * Limits the next script to a number of flows. After them the policies decide again.
     *
     * @param times the number, positive
     * @return this
     */
    public ControlPointScript times(int times) {
        if (times < 1) {
            throw new IllegalArgumentException(
                    "A script cannot apply to " + times + " flows. Name 1 or more.");
        }
        this.times = times;
        return this;
    }

    /** Admits. */
    public void admits() {
        replies(CheckResponse::getDefaultInstance);
    }

    /** Admits with tokens of a concurrency limiter, which the end of the flow must return. */
    public void admitsWithTokens() {
        replies(
                () ->
                        CheckResponse.newBuilder()
                                .addLimiterDecisions(
                                        LimiterDecision.newBuilder()
                                                .setPolicyName(Script.POLICY)
                                                .setPolicyHash(Script.POLICY)
                                                .setComponentId("root.0")
                                                .setConcurrencyLimiterInfo(tokens()))
                                .build());
    }

    private static ConcurrencyLimiterInfo tokens() {
        return ConcurrencyLimiterInfo.newBuilder()
                .setLabel("default")
                .setRequestId(UUID.randomUUID().toString())
                .setTokensInfo(TokensInfo.newBuilder().setConsumed(1))
                .build();
    }

    /**
     * Rejects, without a time after which to try again.
     *
     * @param reason one of the first four reasons, which agents give
     */
    public void rejects(RejectReason reason) {
        rejects(reason, java.time.Duration.ZERO);
    }

    /**
     * Rejects.
     *
     * @param reason one of the first four reasons, which agents give
     * @param retryAfter the time after which to try again; zero for none
     */
    public void rejects(RejectReason reason, java.time.Duration retryAfter) {
        rejects(reason, retryAfter, 0);
    }

    /**
     * Rejects with the HTTP status of a policy's {@code denied_response_status_code}.
     *
     * @param reason one of the first four reasons, which agents give
     * @param retryAfter the time after which to try again; zero for none
     * @param httpStatus the status; 0 to leave it to the reason
     */
    public void rejects(RejectReason reason, java.time.Duration retryAfter, int httpStatus) {
        CheckResponse.Builder reply =
                CheckResponse.newBuilder()
                        .setDecisionType(DecisionType.DECISION_TYPE_REJECTED)
                        .setRejectReason(reason(reason))
                        .setDeniedResponseStatusCodeValue(httpStatus);
        if (!retryAfter.isZero()) {
            reply.setWaitTime(
                    Duration.newBuilder()
                            .setSeconds(retryAfter.getSeconds())
                            .setNanos(retryAfter.getNano()));
        }
        replies(reply::build);
    }

    private static CheckResponse.RejectReason reason(RejectReason reason) {
        return switch (reason) {
            case RATE_LIMITED -> CheckResponse.RejectReason.REJECT_REASON_RATE_LIMITED;
            case NO_TOKENS -> CheckResponse.RejectReason.REJECT_REASON_NO_TOKENS;
            case NOT_SAMPLED -> CheckResponse.RejectReason.REJECT_REASON_NOT_SAMPLED;
            case NO_MATCHING_RAMP -> CheckResponse.RejectReason.REJECT_REASON_NO_MATCHING_RAMP;
            default ->
                    throw new IllegalArgumentException(
                            "An agent does not reject with "
                                    + reason
                                    + ". Name RATE_LIMITED, NO_TOKENS, NOT_SAMPLED or NO_MATCHING_RAMP,"
                                    + " or use isSilent() or isUnavailable().");
        };
    }

    /** Never answers. The flow continues after its timeout. */
    public void isSilent() {
        set.accept(new Script(Script.Kind.SILENT, CheckResponse::getDefaultInstance, times));
    }

    /** Fails each check at once, like an agent that is not running. */
    public void isUnavailable() {
        set.accept(new Script(Script.Kind.UNAVAILABLE, CheckResponse::getDefaultInstance, times));
    }

    private void replies(java.util.function.Supplier<CheckResponse> reply) {
        set.accept(new Script(Script.Kind.REPLY, reply, times));
    }
}
