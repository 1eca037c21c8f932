package io.github.aperturecdi.proto;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import io.github.aperturecdi.proto.check.v1.CheckProto;
import io.github.aperturecdi.proto.checkhttp.v1.CheckHTTPProto;
import io.github.aperturecdi.proto.otlp.collector.trace.v1.TraceServiceProto;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * Reads a message by its full name and writes it again. Touches nothing but the stubs and the
 * protobuf runtime, so that {@link ProtobufRuntimesTest} can load it with any runtime.
 */
public final class RoundTrip implements BiFunction<String, byte[], byte[]> {

    @Override
    public byte[] apply(String message, byte[] bytes) {
        try {
            Message read = prototype(message).getParserForType().parseFrom(bytes);
            if (!knownFieldsOnly(read)) {
                throw new AssertionError(message + " has unknown fields: " + read);
            }
            var out = new ByteArrayOutputStream();
            var coded = CodedOutputStream.newInstance(out);
            coded.useDeterministicSerialization();
            read.writeTo(coded);
            coded.flush();
            return out.toByteArray();
        } catch (IOException e) {
            throw new AssertionError(message, e);
        }
    }

    static Message prototype(String message) {
        var file =
                message.startsWith("opentelemetry.")
                        ? TraceServiceProto.getDescriptor()
                        : message.contains(".checkhttp.")
                                ? CheckHTTPProto.getDescriptor()
                                : CheckProto.getDescriptor();
        String simpleName = message.substring(message.lastIndexOf('.') + 1);
        if (file.findMessageTypeByName(simpleName) == null) {
            throw new AssertionError("no message " + message + " in " + file.getFullName());
        }
        try {
            String type = file.getOptions().getJavaPackage() + "." + simpleName;
            return (Message) Class.forName(type).getMethod("getDefaultInstance").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(message, e);
        }
    }

    private static boolean knownFieldsOnly(MessageOrBuilder message) {
        return message.getUnknownFields().asMap().isEmpty()
                && message.getAllFields().values().stream()
                        .flatMap(
                                value -> value instanceof List<?> l ? l.stream() : Stream.of(value))
                        .filter(MessageOrBuilder.class::isInstance)
                        .map(MessageOrBuilder.class::cast)
                        .allMatch(RoundTrip::knownFieldsOnly);
    }
}
