package io.github.aperturecdi.cache;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * One method's results as bytes.
 *
 * @param codec turns them into bytes and back
 * @param type what they are
 */
record Results(ResultCodec codec, Type type) {

    byte[] encode(Object result) throws Exception {
        return codec.encode(result, type);
    }

    /** Checked here, so that another's value fails no caller with a ClassCastException. */
    Object decode(byte[] bytes) throws Exception {
        Object result = codec.decode(bytes, type);
        if (result == null) {
            throw new NullPointerException("the codec has read a null");
        }
        return erased(type).cast(result);
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
