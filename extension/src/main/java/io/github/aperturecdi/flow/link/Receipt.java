package io.github.aperturecdi.flow.link;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.proto.check.v1.CacheLookupResponse;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.check.v1.KeyLookupResponse;
import io.github.aperturecdi.proto.check.v1.LimiterDecision;
import io.grpc.Status;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * An agent's reply, as a flow keeps it for its span. The span returns the reply to the agent,
 * without cached values, which may be large and have no use there, and without sensitive labels.
 */
final class Receipt {

    /** The tag of the field {@code expect_end}, a number of two bytes. */
    private static final byte[] EXPECT_END = {
        (byte) (CheckResponse.EXPECT_END_FIELD_NUMBER << 3 | 0x80),
        (byte) (CheckResponse.EXPECT_END_FIELD_NUMBER >> 4)
    };

    private final byte[] reply;

    private Receipt(byte[] reply) {
        this.reply = reply;
    }

    /** The reply to keep; the bytes that came if there is nothing to remove. */
    static Receipt of(CheckReply reply, FlowRequest request) {
        Set<String> sensitive = request.sensitiveLabels();
        if (!reply.decision().hasCacheLookupResponse() && sensitive.isEmpty()) {
            return new Receipt(reply.bytes());
        }
        CheckResponse response = parsed(reply.bytes());
        CheckResponse.Builder receipt = response.toBuilder();
        if (response.hasCacheLookupResponse()) {
            receipt.setCacheLookupResponse(withoutValues(response.getCacheLookupResponse()));
        }
        for (String key : sensitive) {
            receipt.removeTelemetryFlowLabels(WireText.text(key));
        }
        Set<String> values = values(request);
        for (LimiterDecision.Builder decision : receipt.getLimiterDecisionsBuilderList()) {
            hideLabel(decision, sensitive, false);
            hideWorkload(decision, values);
        }
        return new Receipt(receipt.build().toByteArray());
    }

    private static CheckResponse parsed(byte[] reply) {
        try {
            return CheckResponse.parseFrom(reply);
        } catch (InvalidProtocolBufferException e) {
            throw Status.INTERNAL
                    .withDescription("an invalid reply")
                    .withCause(e)
                    .asRuntimeException();
        }
    }

    /** The values of the sensitive labels, as they were sent to the agent. */
    private static Set<String> values(FlowRequest request) {
        Set<String> values = new HashSet<>();
        for (String key : request.sensitiveLabels()) {
            String value = request.labels().get(key);
            if (value != null) {
                values.add(WireText.text(value));
            }
        }
        return values;
    }

    /**
     * The reply to export.
     *
     * @param sensitive the keys of the labels that only the agent may see
     * @param givenBack whether the tokens were returned; if not, the agent takes them back when it
     *     gets the reply, and needs the label that they are counted under, even if the label is
     *     sensitive
     */
    byte[] exported(Set<String> sensitive, boolean givenBack) {
        byte[] shown = givenBack && !sensitive.isEmpty() ? withoutLabels(sensitive) : reply;
        // The last value of a field counts, so the reply need not be parsed to change this one.
        byte[] exported = Arrays.copyOf(shown, shown.length + EXPECT_END.length + 1);
        System.arraycopy(EXPECT_END, 0, exported, shown.length, EXPECT_END.length);
        exported[exported.length - 1] = (byte) (givenBack ? 1 : 0);
        return exported;
    }

    private byte[] withoutLabels(Set<String> sensitive) {
        CheckResponse.Builder exported = parsed(reply).toBuilder();
        for (LimiterDecision.Builder decision : exported.getLimiterDecisionsBuilderList()) {
            hideLabel(decision, sensitive, true);
        }
        return exported.build().toByteArray();
    }

    /**
     * The memory that an ended flow takes. Only its texts count, as everything else is small.
     *
     * @return the estimate in bytes
     */
    static int bytes(EndedFlow flow) {
        long bytes = 2L * flow.controlPoint().length();
        for (String key : flow.sensitiveLabels()) {
            bytes += 2L * key.length();
        }
        if (flow.decision().receipt() instanceof Receipt receipt) {
            bytes += receipt.reply.length;
        }
        return (int) Math.min(1 << 30, bytes);
    }

    private static CacheLookupResponse withoutValues(CacheLookupResponse lookup) {
        CacheLookupResponse.Builder bare = lookup.toBuilder();
        if (lookup.hasResultCacheResponse()) {
            bare.setResultCacheResponse(withoutValue(lookup.getResultCacheResponse()));
        }
        lookup.getGlobalCacheResponsesMap()
                .forEach((key, value) -> bare.putGlobalCacheResponses(key, withoutValue(value)));
        return bare.build();
    }

    private static KeyLookupResponse withoutValue(KeyLookupResponse lookup) {
        return lookup.toBuilder().clearValue().build();
    }

    /**
     * Removes a sensitive label by which a limiter counts. The limiter shows it as {@code
     * key:value}.
     */
    private static void hideLabel(
            LimiterDecision.Builder decision, Set<String> sensitive, boolean givenBack) {
        switch (decision.getDetailsCase()) {
            case RATE_LIMITER_INFO -> {
                if (names(decision.getRateLimiterInfo().getLabel(), sensitive)) {
                    decision.getRateLimiterInfoBuilder().clearLabel();
                }
            }
            case QUOTA_SCHEDULER_INFO -> {
                if (names(decision.getQuotaSchedulerInfo().getLabel(), sensitive)) {
                    decision.getQuotaSchedulerInfoBuilder().clearLabel();
                }
            }
            case SAMPLER_INFO -> {
                if (names(decision.getSamplerInfo().getLabel(), sensitive)) {
                    decision.getSamplerInfoBuilder().clearLabel();
                }
            }
            case CONCURRENCY_LIMITER_INFO -> {
                if (givenBack
                        && names(decision.getConcurrencyLimiterInfo().getLabel(), sensitive)) {
                    decision.getConcurrencyLimiterInfoBuilder().clearLabel();
                }
            }
            case CONCURRENCY_SCHEDULER_INFO -> {
                if (givenBack
                        && names(decision.getConcurrencySchedulerInfo().getLabel(), sensitive)) {
                    decision.getConcurrencySchedulerInfoBuilder().clearLabel();
                }
            }
            case LOAD_SCHEDULER_INFO, DETAILS_NOT_SET -> {}
        }
    }

    /**
     * Removes a sensitive value that names a workload, as with a scheduler's {@code
     * workload_label_key}.
     */
    private static void hideWorkload(LimiterDecision.Builder decision, Set<String> values) {
        switch (decision.getDetailsCase()) {
            case LOAD_SCHEDULER_INFO -> {
                if (values.contains(decision.getLoadSchedulerInfo().getWorkloadIndex())) {
                    decision.getLoadSchedulerInfoBuilder().clearWorkloadIndex();
                }
            }
            case QUOTA_SCHEDULER_INFO -> {
                if (values.contains(decision.getQuotaSchedulerInfo().getWorkloadIndex())) {
                    decision.getQuotaSchedulerInfoBuilder().clearWorkloadIndex();
                }
            }
            case CONCURRENCY_SCHEDULER_INFO -> {
                if (values.contains(decision.getConcurrencySchedulerInfo().getWorkloadIndex())) {
                    decision.getConcurrencySchedulerInfoBuilder().clearWorkloadIndex();
                }
            }
            default -> {}
        }
    }

    private static boolean names(String label, Set<String> sensitive) {
        return sensitive.stream().anyMatch(key -> label.startsWith(WireText.text(key) + ":"));
    }
}
