package io.github.aperturecdi.embedded;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.aperturecdi.proto.check.v1.CheckResponse;
import io.github.aperturecdi.proto.otlp.common.v1.AnyValue;
import io.github.aperturecdi.proto.otlp.common.v1.KeyValue;
import io.github.aperturecdi.proto.otlp.trace.v1.Span;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The span of a flow's end. Agents read only its attributes.
 *
 * @param response the agent's reply to the flow
 * @param nanos the duration of the flow; NaN if the span does not tell it
 */
record FlowSpan(CheckResponse response, double nanos) {

    private static final String RESPONSE = "aperture.check_response";
    private static final String START = "aperture.flow_start_timestamp";
    private static final String END = "aperture.flow_end_timestamp";

    /** The suffix of an attribute in milliseconds. Some SDKs send only these. */
    private static final String MILLIS = "_ms";

    private static final double NANOS_PER_MILLI = 1e6;

    /** Reads a flow's span; null for a span that does not describe a flow, or cannot be read. */
    static @Nullable FlowSpan of(Span span) {
        Map<String, AnyValue> attributes = new HashMap<>();
        for (KeyValue attribute : span.getAttributesList()) {
            attributes.put(attribute.getKey(), attribute.getValue());
        }
        AnyValue response = attributes.get(RESPONSE);
        if (response == null || response.getStringValue().isEmpty()) {
            return null;
        }
        try {
            return new FlowSpan(response(response.getStringValue()), nanos(attributes));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            return null;
        } catch (NoClassDefFoundError e) {
            // The reply is JSON, and grpc-services is not on the class path.
            return null;
        }
    }

    private static CheckResponse response(String text) throws InvalidProtocolBufferException {
        return text.startsWith("{")
                ? JsonResponses.parse(text)
                : CheckResponse.parseFrom(
                        Base64.getDecoder().decode(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static double nanos(Map<String, AnyValue> attributes) {
        double nanos = between(attributes, "");
        return Double.isNaN(nanos) ? between(attributes, MILLIS) * NANOS_PER_MILLI : nanos;
    }

    private static double between(Map<String, AnyValue> attributes, String unit) {
        AnyValue start = attributes.get(START + unit);
        AnyValue end = attributes.get(END + unit);
        boolean isKnown =
                start != null
                        && end != null
                        && start.getIntValue() > 0
                        && end.getIntValue() >= start.getIntValue();
        return isKnown ? end.getIntValue() - start.getIntValue() : Double.NaN;
    }
}
