package io.github.aperturecdi.flow.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.github.aperturecdi.flow.FlowStatus;
import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.flow.spi.Ticker;
import io.github.aperturecdi.proto.otlp.common.v1.AnyValue;
import io.github.aperturecdi.proto.otlp.common.v1.KeyValue;
import io.github.aperturecdi.proto.otlp.trace.v1.Span;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Makes the span of a flow's end. Agents read only its attributes. The times are there twice, in
 * nanoseconds and in milliseconds, as some agents read the first and some the second.
 */
final class Spans {

    private static final KeyValue SOURCE = text("aperture.source", "sdk");

    private Spans() {}

    /**
     * The span of a flow.
     *
     * @param flow the flow, decided by an agent
     * @param givenBack whether its tokens were returned; if not, the agent takes them back when it
     *     gets the span
     * @param epochOffsetNanos as {@link Ticker#epochOffsetNanos}
     */
    static Span span(EndedFlow flow, boolean givenBack, long epochOffsetNanos) {
        Receipt receipt = (Receipt) Objects.requireNonNull(flow.decision().receipt());
        long start = flow.flowStartNanos() + epochOffsetNanos;
        long workloadStart = flow.workloadStartNanos() + epochOffsetNanos;
        long end = flow.endNanos() + epochOffsetNanos;
        Span.Builder span =
                Span.newBuilder()
                        .setTraceId(randomBytes(2))
                        .setSpanId(randomBytes(1))
                        .setName("Aperture Check")
                        .setKind(Span.SpanKind.SPAN_KIND_INTERNAL)
                        .setStartTimeUnixNano(start)
                        .setEndTimeUnixNano(end)
                        .addAttributes(SOURCE)
                        .addAttributes(reply(receipt.exported(flow.sensitiveLabels(), givenBack)))
                        .addAttributes(text("aperture.flow.status", status(flow.status())));
        time(span, "aperture.flow_start_timestamp", start);
        time(span, "aperture.workload_start_timestamp", workloadStart);
        time(span, "aperture.flow_end_timestamp", end);
        if (flow.httpStatus() != 0) {
            // Agents ignore a status that is a number.
            span.addAttributes(text("http.status_code", Integer.toString(flow.httpStatus())));
        }
        return span.build();
    }

    /** The reply as Base64 text, without the way through a string. */
    private static KeyValue reply(byte[] reply) {
        ByteString text = UnsafeByteOperations.unsafeWrap(Base64.getEncoder().encode(reply));
        return KeyValue.newBuilder()
                .setKey("aperture.check_response")
                .setValue(AnyValue.newBuilder().setStringValueBytes(text))
                .build();
    }

    private static String status(FlowStatus status) {
        return switch (status) {
            case OK -> "OK";
            case ERROR -> "Error";
            case UNSET -> "Unset";
        };
    }

    private static void time(Span.Builder span, String key, long epochNanos) {
        span.addAttributes(number(key, epochNanos));
        span.addAttributes(number(key + "_ms", TimeUnit.NANOSECONDS.toMillis(epochNanos)));
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

    /** Random bytes for ids, not for secrets. They are never zero, which is not a valid id. */
    private static ByteString randomBytes(int longs) {
        ByteBuffer bytes = ByteBuffer.allocate(longs * Long.BYTES);
        for (int i = 0; i < longs; i++) {
            bytes.putLong(ThreadLocalRandom.current().nextLong() | 1);
        }
        return ByteString.copyFrom(bytes.flip());
    }
}
