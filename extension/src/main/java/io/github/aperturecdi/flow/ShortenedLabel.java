package io.github.aperturecdi.flow;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The replacement of a label value that is too long: its beginning and a SHA-256. */
final class ShortenedLabel {

    /**
     * A byte that never occurs in UTF-8, so that the hash differs from that of any well-formed
     * value.
     */
    private static final byte NOT_UTF_8 = (byte) 0xFF;

    private ShortenedLabel() {}

    /**
     * @param maxLength the maximum length of the replacement
     * @param whole whether the value has no half of a surrogate pair
     */
    static String of(String value, int maxLength, boolean whole) {
        return beginning(value, maxLength) + hash(value, whole);
    }

    /**
     * The beginning of the value, in the room that the hash leaves, without any half of a surrogate
     * pair.
     */
    private static String beginning(String value, int maxLength) {
        int length = Math.min(value.length(), maxLength - LabelBounds.MIN_MAX_LENGTH);
        StringBuilder beginning = new StringBuilder(maxLength);
        for (int i = 0; i < length; ) {
            int codePoint = value.codePointAt(i);
            i += Character.charCount(codePoint);
            boolean half =
                    codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
            if (i <= length) {
                beginning.appendCodePoint(half ? '\uFFFD' : codePoint);
            }
        }
        return beginning.toString();
    }

    private static String hash(String value, boolean whole) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        if (whole) {
            digest.update(value.getBytes(StandardCharsets.UTF_8));
        } else {
            ByteBuffer chars = ByteBuffer.allocate(value.length() * Character.BYTES);
            chars.asCharBuffer().put(value);
            digest.update(NOT_UTF_8);
            digest.update(chars);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
