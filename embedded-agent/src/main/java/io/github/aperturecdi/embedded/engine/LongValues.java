package io.github.aperturecdi.embedded.engine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Label values of any length as keys of bounded length. */
final class LongValues {

    /** Longer values are counted under a prefix and a hash. */
    static final int MAX_LENGTH = 128;

    private static final int HASH_CHARACTERS = 64;

    private LongValues() {}

    /** The value itself, or what stands for a long one: different values stay different. */
    static String key(String value) {
        return value.length() <= MAX_LENGTH ? value : hashed(value);
    }

    private static String hashed(String value) {
        try {
            // A lone surrogate has no bytes in UTF-8.
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(value.getBytes(StandardCharsets.UTF_16BE));
            return value.substring(0, MAX_LENGTH - HASH_CHARACTERS)
                    + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
