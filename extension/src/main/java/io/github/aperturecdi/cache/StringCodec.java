package io.github.aperturecdi.cache;

import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Text as UTF-8. Half of a surrogate pair is an error, as it would come back as a question mark.
 */
final class StringCodec implements ResultCodec {

    @Override
    public boolean handles(Type type) {
        return type == String.class;
    }

    @Override
    public byte[] encode(Object result, Type type) throws CharacterCodingException {
        ByteBuffer encoded =
                StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap((String) result));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }

    @Override
    public Object decode(byte[] bytes, Type type) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }

    @Override
    public int priority() {
        return -10;
    }
}
