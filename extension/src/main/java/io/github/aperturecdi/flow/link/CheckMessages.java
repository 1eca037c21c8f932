package io.github.aperturecdi.flow.link;

import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.InflightToken;
import io.github.aperturecdi.flow.spi.UncountedBy;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.FlowEndRequest;
import io.github.aperturecdi.proto.check.v1.InflightRequestRef;
import io.github.aperturecdi.proto.check.v1.LimiterDecision;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.ConcurrencyLimiterInfo;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.ConcurrencySchedulerInfo;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.LimiterReason;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.TokensInfo;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Converts the core's types to messages and back. */
final class CheckMessages {

    private static final Duration LONGEST_WAIT = Duration.ofDays(365);

    private CheckMessages() {}

    static CheckRequest checkRequest(FlowRequest request) {
        CheckRequest.Builder check =
                CheckRequest.newBuilder()
                        .setRampMode(request.rampMode())
                        .setControlPoint(WireText.text(request.controlPoint()))
                        // Without this, the agent would treat the span as the end, and there would
                        // be two ends.
                        .setExpectEnd(true);
        request.labels()
                .forEach((key, value) -> check.putLabels(WireText.text(key), WireText.text(value)));
        if (request.resultCacheKey() != null || !request.globalCacheKeys().isEmpty()) {
            check.setCacheLookupRequest(CacheMessages.lookupRequest(request));
        }
        return check.build();
    }

    static Decision decision(CheckReply reply, FlowRequest request) {
        CheckResponse response = reply.decision();
        List<InflightToken> inflight = inflight(response);
        Decision decision =
                switch (response.getDecisionType()) {
                    case DECISION_TYPE_ACCEPTED ->
                            Decision.admitted(inflight)
                                    .withUncounted(uncounted(response.getLimiterDecisionsList()));
                    case DECISION_TYPE_REJECTED -> rejected(response, inflight);
                    case UNRECOGNIZED ->
                            throw Status.INTERNAL
                                    .withDescription("an unknown type of decision")
                                    .asRuntimeException();
                };
        return decision.with(CacheMessages.values(response), Receipt.of(reply, request));
    }

    /**
     * The limiters that did not count the flow. The agent does not report which label is missing,
     * or whether the limiter needs one.
     */
    private static List<UncountedBy> uncounted(List<LimiterDecision> decisions) {
        List<UncountedBy> uncounted = new ArrayList<>(0);
        for (LimiterDecision decision : decisions) {
            if (decision.getReason() == LimiterReason.LIMITER_REASON_KEY_NOT_FOUND) {
                uncounted.add(
                        new UncountedBy(decision.getPolicyName(), decision.getComponentId(), null));
            }
        }
        return uncounted;
    }

    private static Decision rejected(CheckResponse response, List<InflightToken> inflight) {
        return Decision.rejected(
                reason(response.getRejectReason()),
                response.getDeniedResponseStatusCodeValue(),
                waitTime(response),
                response.getLimiterDecisionsList().stream()
                        .filter(LimiterDecision::getDropped)
                        .map(LimiterDecision::getPolicyName)
                        .distinct()
                        .toList(),
                inflight);
    }

    private static RejectReason reason(CheckResponse.RejectReason reason) {
        return switch (reason) {
            case REJECT_REASON_RATE_LIMITED -> RejectReason.RATE_LIMITED;
            case REJECT_REASON_NO_TOKENS -> RejectReason.NO_TOKENS;
            case REJECT_REASON_NOT_SAMPLED -> RejectReason.NOT_SAMPLED;
            case REJECT_REASON_NO_MATCHING_RAMP -> RejectReason.NO_MATCHING_RAMP;
            case REJECT_REASON_NONE, UNRECOGNIZED -> RejectReason.UNSPECIFIED;
        };
    }

    /**
     * The wait, at most a year. An invalid message may have seconds and nanoseconds of any size.
     */
    private static @Nullable Duration waitTime(CheckResponse response) {
        var wait = response.getWaitTime();
        long seconds = Math.min(wait.getSeconds(), LONGEST_WAIT.getSeconds());
        if (seconds < 0) {
            return null;
        }
        Duration time = Duration.ofSeconds(seconds, wait.getNanos());
        if (time.compareTo(LONGEST_WAIT) > 0) {
            return LONGEST_WAIT;
        }
        return time.isNegative() || time.isZero() ? null : time;
    }

    /**
     * The tokens that the flow holds, from limiters and schedulers. A decision to drop the flow has
     * a request id too, but no tokens.
     */
    static List<InflightToken> inflight(CheckResponse response) {
        List<InflightToken> inflight = new ArrayList<>(0);
        for (LimiterDecision decision : response.getLimiterDecisionsList()) {
            InflightToken token = decision.getDropped() ? null : inflight(decision);
            if (token != null && !token.requestId().isEmpty() && token.tokens() > 0) {
                inflight.add(token);
            }
        }
        return List.copyOf(inflight);
    }

    private static @Nullable InflightToken inflight(LimiterDecision decision) {
        return switch (decision.getDetailsCase()) {
            case CONCURRENCY_LIMITER_INFO -> {
                ConcurrencyLimiterInfo info = decision.getConcurrencyLimiterInfo();
                yield inflight(
                        decision, info.getLabel(), info.getRequestId(), info.getTokensInfo());
            }
            case CONCURRENCY_SCHEDULER_INFO -> {
                ConcurrencySchedulerInfo info = decision.getConcurrencySchedulerInfo();
                yield inflight(
                        decision, info.getLabel(), info.getRequestId(), info.getTokensInfo());
            }
            default -> null;
        };
    }

    private static InflightToken inflight(
            LimiterDecision decision, String label, String requestId, TokensInfo tokens) {
        return new InflightToken(
                decision.getPolicyName(),
                decision.getPolicyHash(),
                decision.getComponentId(),
                label,
                requestId,
                tokens.getConsumed());
    }

    static FlowEndRequest flowEndRequest(String controlPoint, List<InflightToken> tokens) {
        FlowEndRequest.Builder request =
                FlowEndRequest.newBuilder().setControlPoint(WireText.text(controlPoint));
        for (InflightToken token : tokens) {
            request.addInflightRequests(
                    InflightRequestRef.newBuilder()
                            .setPolicyName(token.policyName())
                            .setPolicyHash(token.policyHash())
                            .setComponentId(token.componentId())
                            .setLabel(token.label())
                            .setRequestId(token.requestId())
                            .setTokens(token.tokens()));
        }
        return request.build();
    }
}
