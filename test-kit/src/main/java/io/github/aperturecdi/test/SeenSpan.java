package io.github.aperturecdi.test;

import io.github.aperturecdi.proto.otlp.common.v1.AnyValue;
import io.github.aperturecdi.proto.otlp.common.v1.KeyValue;
import io.github.aperturecdi.proto.otlp.trace.v1.Span;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A span of a flow, as the agent received it.
 *
 * @param name the span's name
 * @param attributes the span's attributes; each value is a String, a Long, a Double or a Boolean
 */
public record SeenSpan(String name, Map<String, Object> attributes) implements Serializable {

    static SeenSpan of(Span span) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        for (KeyValue attribute : span.getAttributesList()) {
            attributes.put(attribute.getKey(), value(attribute.getValue()));
        }
        return new SeenSpan(span.getName(), Map.copyOf(attributes));
    }

    private static Object value(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> value.getIntValue();
            case DOUBLE_VALUE -> value.getDoubleValue();
            case BOOL_VALUE -> value.getBoolValue();
            default -> value.toString();
        };
    }
}
