package io.github.aperturecdi.embedded.internal.engine;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Turns label values of any length into keys of bounded length. */
final class LongValues {

    /**
     * The longest value that is its own key. Longer values are counted under a prefix and a hash.
     */
    static final int MAX_LENGTH = 128;

    private static final int HASH_CHARACTERS = 64;

    private LongValues() {}

    /**
     * The value itself, or the short form of a long value. Different values have different keys:
     * the short form is longer than any value that is its own key.
     */
    static String key(String value) {
        return value.length() <= MAX_LENGTH ? value : hashed(value);
    }

    private static String hashed(String value) {
        try {
            // No charset encodes an unpaired surrogate, so the hash takes the chars.
            ByteBuffer chars = ByteBuffer.allocate(value.length() * Character.BYTES);
            chars.asCharBuffer().put(value);
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(chars.array());
            return value.substring(0, MAX_LENGTH + 1 - HASH_CHARACTERS)
                    + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
