package io.github.aperturecdi.embedded.engine;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Label values of any length as keys of bounded length. */
final class LongValues {

    /** Longer values are counted under a prefix and a hash. */
    static final int MAX_LENGTH = 128;

    private static final int HASH_CHARACTERS = 64;

    private LongValues() {}

    /**
     * The value itself, or what stands for a long one: different values stay different. What stands
     * for one is longer than any value that stands for itself.
     */
    static String key(String value) {
        return value.length() <= MAX_LENGTH ? value : hashed(value);
    }

    private static String hashed(String value) {
        try {
            // Half of a surrogate pair has no bytes of its own in any charset.
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
