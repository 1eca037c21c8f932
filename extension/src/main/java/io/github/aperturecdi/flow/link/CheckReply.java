package io.github.aperturecdi.flow.link;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Duration;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.WireFormat;
import io.github.aperturecdi.proto.check.v1.CacheLookupResponse;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.FlowControlServiceGrpc;
import io.github.aperturecdi.proto.check.v1.LimiterDecision;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.ConcurrencyLimiterInfo;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.ConcurrencySchedulerInfo;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.QuotaSchedulerInfo;
import io.github.aperturecdi.proto.check.v1.LimiterDecision.SchedulerInfo;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;

/**
 * An agent's reply to a check. A decision needs only a part of it, and the span of the flow returns
 * the bytes as they came. To parse all of it would take half of what a check allocates.
 *
 * @param bytes the reply
 * @param decision the fields that the decision needs
 */
record CheckReply(byte[] bytes, CheckResponse decision) {

    /** The call, with the bytes of its reply. */
    static final MethodDescriptor<CheckRequest, byte[]> METHOD =
            FlowControlServiceGrpc.getCheckMethod().toBuilder(
                            FlowControlServiceGrpc.getCheckMethod().getRequestMarshaller(),
                            new Bytes())
                    .build();

    private static final int VARINT = WireFormat.WIRETYPE_VARINT;
    private static final int MESSAGE = WireFormat.WIRETYPE_LENGTH_DELIMITED;

    /** Reads a reply. Throws gRPC's own exception if it is not one. */
    static CheckReply of(byte[] bytes) {
        try {
            return new CheckReply(bytes, decision(CodedInputStream.newInstance(bytes)));
        } catch (IOException e) {
            throw Status.INTERNAL
                    .withDescription("an invalid reply")
                    .withCause(e)
                    .asRuntimeException();
        }
    }

    private static CheckResponse decision(CodedInputStream in) throws IOException {
        CheckResponse.Builder decision = CheckResponse.newBuilder();
        ExtensionRegistryLite none = ExtensionRegistryLite.getEmptyRegistry();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case CheckResponse.DECISION_TYPE_FIELD_NUMBER << 3 | VARINT ->
                        decision.setDecisionTypeValue(in.readEnum());
                case CheckResponse.REJECT_REASON_FIELD_NUMBER << 3 | VARINT ->
                        decision.setRejectReasonValue(in.readEnum());
                case CheckResponse.LIMITER_DECISIONS_FIELD_NUMBER << 3 | MESSAGE ->
                        decision.addLimiterDecisions(limiter(in, none));
                case CheckResponse.WAIT_TIME_FIELD_NUMBER << 3 | MESSAGE ->
                        decision.setWaitTime(in.readMessage(Duration.parser(), none));
                case CheckResponse.DENIED_RESPONSE_STATUS_CODE_FIELD_NUMBER << 3 | VARINT ->
                        decision.setDeniedResponseStatusCodeValue(in.readEnum());
                case CheckResponse.CACHE_LOOKUP_RESPONSE_FIELD_NUMBER << 3 | MESSAGE ->
                        decision.setCacheLookupResponse(
                                in.readMessage(CacheLookupResponse.parser(), none));
                default -> in.skipField(tag);
            }
        }
        return decision.build();
    }

    /** Only the details of tokens are read. Of the others, only the kind counts. */
    private static LimiterDecision limiter(CodedInputStream in, ExtensionRegistryLite none)
            throws IOException {
        int outer = in.pushLimit(in.readRawVarint32());
        LimiterDecision.Builder limiter = LimiterDecision.newBuilder();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case LimiterDecision.POLICY_NAME_FIELD_NUMBER << 3 | MESSAGE ->
                        limiter.setPolicyName(in.readStringRequireUtf8());
                case LimiterDecision.POLICY_HASH_FIELD_NUMBER << 3 | MESSAGE ->
                        limiter.setPolicyHash(in.readStringRequireUtf8());
                case LimiterDecision.COMPONENT_ID_FIELD_NUMBER << 3 | MESSAGE ->
                        limiter.setComponentId(in.readStringRequireUtf8());
                case LimiterDecision.DROPPED_FIELD_NUMBER << 3 | VARINT ->
                        limiter.setDropped(in.readBool());
                case LimiterDecision.REASON_FIELD_NUMBER << 3 | VARINT ->
                        limiter.setReasonValue(in.readEnum());
                case LimiterDecision.LOAD_SCHEDULER_INFO_FIELD_NUMBER << 3 | MESSAGE -> {
                    limiter.setLoadSchedulerInfo(SchedulerInfo.getDefaultInstance());
                    in.skipField(tag);
                }
                case LimiterDecision.QUOTA_SCHEDULER_INFO_FIELD_NUMBER << 3 | MESSAGE -> {
                    limiter.setQuotaSchedulerInfo(QuotaSchedulerInfo.getDefaultInstance());
                    in.skipField(tag);
                }
                case LimiterDecision.CONCURRENCY_LIMITER_INFO_FIELD_NUMBER << 3 | MESSAGE ->
                        limiter.setConcurrencyLimiterInfo(
                                in.readMessage(ConcurrencyLimiterInfo.parser(), none));
                case LimiterDecision.CONCURRENCY_SCHEDULER_INFO_FIELD_NUMBER << 3 | MESSAGE ->
                        limiter.setConcurrencySchedulerInfo(
                                in.readMessage(ConcurrencySchedulerInfo.parser(), none));
                default -> in.skipField(tag);
            }
        }
        in.checkLastTagWas(0);
        in.popLimit(outer);
        return limiter.build();
    }
}
