package io.github.aperturecdi.cache;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One method's results as bytes.
 *
 * @param codec turns them into bytes and back
 * @param type what they are
 */
record Results(ResultCodec codec, Type type) {

    /** What has to be the same where the bytes are read. */
    String version() {
        return codec.getClass().getName() + " " + TypeShape.of(type);
    }

    byte[] encode(Object result) throws Exception {
        return Objects.requireNonNull(codec.encode(result, type), "the codec has written a null");
    }

    /** Checked here, so that another's value fails no caller with a ClassCastException. */
    Object decode(byte[] bytes) throws Exception {
        Object result =
                Objects.requireNonNull(codec.decode(bytes, type), "the codec has read a null");
        return erased(type).cast(result);
    }

    /**
     * What a result loses as bytes. The codec is asked for each result, as those of one method and
     * class differ in what is inside.
     *
     * @return null when it comes back as it is
     */
    @Nullable String loss(Object result, byte[] bytes) {
        try {
            return codec.difference(result, decode(bytes.clone()));
        } catch (Exception | LinkageError e) {
            return "reading it fails with " + e.getClass().getName();
        }
    }

    private static Class<?> erased(Type type) {
        if (type instanceof Class<?> raw) {
            return raw;
        }
        if (type instanceof ParameterizedType generic) {
            return (Class<?>) generic.getRawType();
        }
        return type instanceof GenericArrayType array
                ? erased(array.getGenericComponentType()).arrayType()
                : Object.class;
    }
}
