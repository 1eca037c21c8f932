package io.github.aperturecdi.flow.link;

import com.google.protobuf.ByteString;
import io.github.aperturecdi.flow.EndedFlow;
import io.github.aperturecdi.flow.FlowStatus;
import io.github.aperturecdi.proto.check.v1.CacheLookupResponse;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.otlp.common.v1.AnyValue;
import io.github.aperturecdi.proto.otlp.common.v1.KeyValue;
import io.github.aperturecdi.proto.otlp.trace.v1.Span;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A flow as the span that an agent reads: of everything in it, the agent looks at the attributes
 * only.
 */
final class FlowSpan {

    private FlowSpan() {}

    /**
     * Makes the span.
     *
     * @param flow the flow, whose receipt is the agent's reply
     * @param expectEnd what the agent reads of the reply: false makes it give back what the flow
     *     holds by itself
     * @param nowNanos a reading of the clock of the flow's times
     * @param nowEpochNanos the same moment, since 1970
     */
    static Span of(EndedFlow flow, boolean expectEnd, long nowNanos, long nowEpochNanos) {
        long offset = nowEpochNanos - nowNanos;
        Span.Builder span =
                Span.newBuilder()
                        .setTraceId(random(2))
                        .setSpanId(random(1))
                        .setName("Aperture Check")
                        .setStartTimeUnixNano(flow.flowStartNanos() + offset)
                        .setEndTimeUnixNano(flow.endNanos() + offset)
                        .addAttributes(text("aperture.source", "sdk"))
                        .addAttributes(text("aperture.flow.status", status(flow.status())))
                        .addAttributes(text("aperture.check_response", reply(flow, expectEnd)));
        time(span, "aperture.flow_start_timestamp", flow.flowStartNanos() + offset);
        time(span, "aperture.workload_start_timestamp", flow.workloadStartNanos() + offset);
        time(span, "aperture.flow_end_timestamp", flow.endNanos() + offset);
        if (flow.httpStatus() != 0) {
            // As text: an agent reads a number here as nothing.
            span.addAttributes(text("http.status_code", Integer.toString(flow.httpStatus())));
        }
        return span.build();
    }

    private static String status(FlowStatus status) {
        return switch (status) {
            case OK -> "OK";
            case ERROR -> "Error";
            case UNSET -> "Unset";
        };
    }

    /**
     * Without cached values, which would be exported with every span, and without what is for the
     * decision only.
     */
    private static String reply(EndedFlow flow, boolean expectEnd) {
        CheckResponse.Builder reply = ((CheckResponse) flow.decision().receipt()).toBuilder();
        reply.setExpectEnd(expectEnd);
        if (reply.hasCacheLookupResponse()) {
            reply.setCacheLookupResponse(withoutValues(reply.getCacheLookupResponse()));
        }
        flow.request().sensitiveLabels().forEach(reply::removeTelemetryFlowLabels);
        return Base64.getEncoder().encodeToString(reply.build().toByteArray());
    }

    private static CacheLookupResponse withoutValues(CacheLookupResponse lookup) {
        CacheLookupResponse.Builder stripped = lookup.toBuilder();
        if (lookup.hasResultCacheResponse()) {
            stripped.getResultCacheResponseBuilder().clearValue();
        }
        lookup.getGlobalCacheResponsesMap()
                .forEach(
                        (key, value) ->
                                stripped.putGlobalCacheResponses(
                                        key, value.toBuilder().clearValue().build()));
        return stripped.build();
    }

    /**
     * Under both keys: agents prefer the milliseconds, the public validator wants the nanoseconds.
     */
    private static void time(Span.Builder span, String key, long epochNanos) {
        span.addAttributes(number(key, epochNanos))
                .addAttributes(number(key + "_ms", TimeUnit.NANOSECONDS.toMillis(epochNanos)));
    }

    private static KeyValue text(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    private static KeyValue number(String key, long value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setIntValue(value))
                .build();
    }

    private static ByteString random(int longs) {
        ByteBuffer bytes = ByteBuffer.allocate(longs * Long.BYTES);
        for (int i = 0; i < longs; i++) {
            bytes.putLong(ThreadLocalRandom.current().nextLong() | 1);
        }
        return ByteString.copyFrom(bytes.flip());
    }
}
