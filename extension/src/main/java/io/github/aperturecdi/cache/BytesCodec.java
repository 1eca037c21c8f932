package io.github.aperturecdi.cache;

import java.lang.reflect.Type;

/** Bytes as they are. */
final class BytesCodec implements ResultCodec {

    @Override
    public boolean handles(Type type) {
        return type == byte[].class;
    }

    @Override
    public byte[] encode(Object result, Type type) {
        // The caller may write into its own array.
        return ((byte[]) result).clone();
    }

    @Override
    public Object decode(byte[] bytes, Type type) {
        return bytes;
    }

    @Override
    public int priority() {
        return -10;
    }
}
