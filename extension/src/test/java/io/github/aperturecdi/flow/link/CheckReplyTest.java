package io.github.aperturecdi.flow.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import io.github.aperturecdi.flow.Decision;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.proto.check.v1.CacheLookupResponse;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.CheckResponse.DecisionType;
import io.github.aperturecdi.proto.check.v1.CheckResponse.RejectReason;
import io.github.aperturecdi.proto.check.v1.KeyLookupResponse;
import io.github.aperturecdi.proto.check.v1.LimiterDecision;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.LimiterReason;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.QuotaSchedulerInfo;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.RateLimiterInfo;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.SchedulerInfo;
import io.github.aperturecdi.proto.check.v1.StatusCode;
import io.github.aperturecdi.testing.Replies;
import io.grpc.Status;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The part of a reply that is read, and the part that only passes through. */
class CheckReplyTest {

    private static final FlowRequest REQUEST = FlowRequest.at("checkout").build();

    private static final CheckResponse DECIDING =
            CheckResponse.newBuilder()
                    .setDecisionType(DecisionType.DECISION_TYPE_REJECTED)
                    .setRejectReason(RejectReason.REJECT_REASON_NO_TOKENS)
                    .addLimiterDecisions(Replies.limiter("one"))
                    .addLimiterDecisions(Replies.scheduler("two"))
                    .setWaitTime(Duration.newBuilder().setSeconds(3).setNanos(4))
                    .setDeniedResponseStatusCode(StatusCode.NotFound)
                    .setCacheLookupResponse(
                            CacheLookupResponse.newBuilder()
                                    .setResultCacheResponse(
                                            KeyLookupResponse.newBuilder()
                                                    .setValue(ByteString.copyFromUtf8("value"))))
                    .build();

    private static final CheckResponse WHOLE =
            DECIDING.toBuilder()
                    .setStart(Timestamp.newBuilder().setSeconds(1))
                    .setEnd(Timestamp.newBuilder().setSeconds(2))
                    .addServices("shop")
                    .setControlPoint("checkout")
                    .addFlowLabelKeys("user")
                    .putTelemetryFlowLabels("user", "bob")
                    .setExpectEnd(true)
                    .setUnknownFields(
                            UnknownFieldSet.newBuilder()
                                    .addField(
                                            99,
                                            UnknownFieldSet.Field.newBuilder()
                                                    .addLengthDelimited(
                                                            ByteString.copyFromUtf8("new"))
                                                    .build())
                                    .build())
                    .build();

    @Test
    void a_decision_has_every_field_that_it_needs_and_no_other() {
        assertThat(CheckReply.of(WHOLE.toByteArray()).decision()).isEqualTo(DECIDING);
    }

    @Test
    void of_a_limiter_that_hands_out_no_tokens_only_the_kind_counts() {
        LimiterDecision.Builder limiter =
                LimiterDecision.newBuilder()
                        .setPolicyName("a")
                        .setComponentId("b")
                        .setDropped(true);
        LimiterDecision rate =
                limiter.clone()
                        .setReason(LimiterReason.LIMITER_REASON_KEY_NOT_FOUND)
                        .setWaitTime(Duration.newBuilder().setSeconds(1))
                        .setRateLimiterInfo(RateLimiterInfo.newBuilder().setLabel("user:bob"))
                        .build();
        LimiterDecision load =
                limiter.clone()
                        .setLoadSchedulerInfo(SchedulerInfo.newBuilder().setWorkloadIndex("1"))
                        .build();
        LimiterDecision quota =
                limiter.clone()
                        .setQuotaSchedulerInfo(QuotaSchedulerInfo.newBuilder().setLabel("x"))
                        .build();
        CheckResponse reply =
                CheckResponse.newBuilder()
                        .addAllLimiterDecisions(List.of(rate, load, quota))
                        .build();
        assertThat(CheckReply.of(reply.toByteArray()).decision().getLimiterDecisionsList())
                .containsExactly(
                        rate.toBuilder().clearWaitTime().clearRateLimiterInfo().build(),
                        limiter.clone()
                                .setLoadSchedulerInfo(SchedulerInfo.getDefaultInstance())
                                .build(),
                        limiter.clone()
                                .setQuotaSchedulerInfo(QuotaSchedulerInfo.getDefaultInstance())
                                .build());
    }

    /** Its length includes the field of a group that does not end. */
    @Test
    void a_limiter_that_is_no_message_is_a_failure() {
        byte[] reply = {12 << 3 | 2, 1, 1 << 3 | 4, 0};
        assertThatThrownBy(() -> CheckReply.of(reply))
                .satisfies(
                        failure ->
                                assertThat(Status.fromThrowable(failure).getCode())
                                        .isEqualTo(Status.Code.INTERNAL));
    }

    @Test
    void the_agent_gets_back_what_it_sent_with_all_fields() throws Exception {
        CheckResponse whole = WHOLE.toBuilder().clearCacheLookupResponse().build();
        for (boolean givenBack : new boolean[] {true, false}) {
            assertThat(CheckResponse.parseFrom(exported(whole, givenBack)))
                    .isEqualTo(whole.toBuilder().setExpectEnd(givenBack).build());
        }
    }

    private static byte[] exported(CheckResponse reply, boolean givenBack) {
        Decision decision = CheckMessages.decision(CheckReply.of(reply.toByteArray()), REQUEST);
        return ((Receipt) decision.receipt()).exported(Set.of(), givenBack);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void a_reply_that_breaks_off_is_a_failure(int missing) {
        byte[] whole = WHOLE.toByteArray();
        byte[] broken = Arrays.copyOf(whole, whole.length - missing);
        assertThatThrownBy(() -> CheckReply.of(broken))
                .satisfies(
                        failure ->
                                assertThat(Status.fromThrowable(failure).getCode())
                                        .isEqualTo(Status.Code.INTERNAL));
    }

    @Test
    void the_last_value_of_a_field_counts_as_everywhere_in_protobuf() {
        CheckResponse other =
                CheckResponse.newBuilder()
                        .setRejectReason(RejectReason.REJECT_REASON_RATE_LIMITED)
                        .build();
        ByteString both = DECIDING.toByteString().concat(other.toByteString());
        assertThat(CheckReply.of(both.toByteArray()).decision().getRejectReason())
                .isEqualTo(RejectReason.REJECT_REASON_RATE_LIMITED);
    }
}
