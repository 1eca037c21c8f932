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
 * @param type the type of the results
 */
record Results(ResultCodec codec, Type type) {

    /** Names the codec and the type: both must be the same for a reader of the bytes. */
    String version() {
        return codec.getClass().getName() + " " + TypeShape.of(type);
    }

    byte[] encode(Object result) throws Exception {
        return Objects.requireNonNull(codec.encode(result, type), "the codec has written a null");
    }

    /**
     * Checks the class here, so that a foreign value does not fail the caller with a
     * ClassCastException.
     */
    Object decode(byte[] bytes) throws Exception {
        Object result =
                Objects.requireNonNull(codec.decode(bytes, type), "the codec has read a null");
        return erased(type).cast(result);
    }

    /**
     * What a result loses as bytes. Checked for each result, as results of one class differ in what
     * they contain.
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
