package io.github.aperturecdi.test;

import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.FlowStatus;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.CheckResponse.DecisionType;
import io.github.aperturecdi.proto.check.v1.InflightRequestRef;
import io.github.aperturecdi.proto.check.v1.LimiterDecision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A check with its reply, its ends and its spans. The journal's lock guards it. */
final class CheckedFlow {

    final int number;
    final CheckRequest request;
    final @Nullable Duration deadline;
    final List<ReceivedSpan> spans = new ArrayList<>();
    final List<InflightRequestRef> returned = new ArrayList<>();
    private @Nullable CheckResponse reply;
    private boolean needsNoEnd;

    CheckedFlow(int number, CheckRequest request, @Nullable Duration deadline) {
        this.number = number;
        this.request = request;
        this.deadline = deadline;
    }

    void reply(CheckResponse reply) {
        this.reply = reply;
    }

    /** Notes that the caller has no decision, or that the agent has lost the flow. */
    void needsNoEnd() {
        needsNoEnd = true;
    }

    /** Whether the caller has a decision of an agent that still runs, so that the flow must end. */
    boolean mustEnd() {
        return reply != null && !needsNoEnd;
    }

    /** The references to tokens that the reply handed out. The flow must return them. */
    List<InflightRequestRef> tokens() {
        return reply == null
                ? List.of()
                : reply.getLimiterDecisionsList().stream()
                        .map(CheckedFlow::reference)
                        .filter(reference -> !reference.getRequestId().isEmpty())
                        .toList();
    }

    private static InflightRequestRef reference(LimiterDecision decision) {
        InflightRequestRef.Builder reference =
                InflightRequestRef.newBuilder()
                        .setPolicyName(decision.getPolicyName())
                        .setPolicyHash(decision.getPolicyHash())
                        .setComponentId(decision.getComponentId());
        if (decision.hasConcurrencyLimiterInfo()) {
            reference
                    .setLabel(decision.getConcurrencyLimiterInfo().getLabel())
                    .setRequestId(decision.getConcurrencyLimiterInfo().getRequestId());
        } else if (decision.hasConcurrencySchedulerInfo()) {
            reference
                    .setLabel(decision.getConcurrencySchedulerInfo().getLabel())
                    .setRequestId(decision.getConcurrencySchedulerInfo().getRequestId());
        }
        return reference.build();
    }

    /**
     * Whether a span returns the tokens: its reply does not expect a separate end, so an agent
     * takes back the remaining tokens.
     */
    boolean isReturnedBySpan() {
        return spans.stream().anyMatch(ReceivedSpan::returnsTokens);
    }

    boolean hasEnded() {
        return !mustEnd()
                || !spans.isEmpty()
                        && (isReturnedBySpan()
                                || tokens().stream().allMatch(token -> returns(token) > 0));
    }

    long returns(InflightRequestRef token) {
        return returned.stream()
                .filter(reference -> reference.getRequestId().equals(token.getRequestId()))
                .count();
    }

    SeenFlow seen() {
        return new SeenFlow(
                request.getControlPoint(),
                Map.copyOf(request.getLabelsMap()),
                request.getRampMode(),
                deadline,
                decision(),
                decision() == SeenFlow.Decision.REJECTED ? reason() : null,
                outcome());
    }

    SeenFlow.Decision decision() {
        if (reply == null) {
            return SeenFlow.Decision.NONE;
        }
        return reply.getDecisionType() == DecisionType.DECISION_TYPE_ACCEPTED
                ? SeenFlow.Decision.ADMITTED
                : SeenFlow.Decision.REJECTED;
    }

    private RejectReason reason() {
        return reply == null
                ? RejectReason.UNSPECIFIED
                : switch (reply.getRejectReason()) {
                    case REJECT_REASON_RATE_LIMITED -> RejectReason.RATE_LIMITED;
                    case REJECT_REASON_NO_TOKENS -> RejectReason.NO_TOKENS;
                    case REJECT_REASON_NOT_SAMPLED -> RejectReason.NOT_SAMPLED;
                    case REJECT_REASON_NO_MATCHING_RAMP -> RejectReason.NO_MATCHING_RAMP;
                    default -> RejectReason.UNSPECIFIED;
                };
    }

    private @Nullable FlowStatus outcome() {
        return spans.isEmpty() ? null : spans.get(0).status();
    }

    /** The text for messages. It leaves out the values of labels. */
    @Override
    public String toString() {
        return "flow "
                + number
                + " at '"
                + request.getControlPoint()
                + "' ("
                + switch (decision()) {
                    case ADMITTED -> "admitted";
                    case REJECTED -> "rejected";
                    case NONE -> "undecided";
                }
                + ", labels "
                + request.getLabelsMap().keySet().stream().sorted().toList()
                + ")";
    }
}
