package io.github.aperturecdi.flow;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps every label of every flow within a size, so that no caller can make a question too large. A
 * longer value becomes its beginning and a SHA-256 of the whole: different values stay different,
 * and are counted each by itself. So does a value with half a surrogate pair, which UTF-8 cannot
 * carry, and which would become the same as others on its way; and one that looks like such a text.
 */
final class LabelBounds {

    static final int DEFAULT_MAX_LENGTH = 1_024;

    /** What a hash takes: 32 bytes in hexadecimal digits. */
    static final int MIN_MAX_LENGTH = 64;

    /** A byte that is in no UTF-8, so that no text with another form has the same hash. */
    private static final byte NOT_UTF_8 = (byte) 0xFF;

    private final int maxLength;

    LabelBounds(int maxLength) {
        this.maxLength = maxLength;
    }

    /**
     * The request itself where every label is within the bounds. A null, which surroundings may
     * have put there, is no label.
     */
    FlowRequest bounded(FlowRequest request) {
        Map<String, String> bounded = null;
        for (String key : request.labels().keySet()) {
            String value = request.labels().get(key);
            String shorter = key == null || value == null ? null : bounded(value);
            if (shorter == null || shorter != value) {
                if (bounded == null) {
                    bounded = new LinkedHashMap<>(request.labels());
                }
                bounded.compute(key, (same, before) -> shorter);
            }
        }
        return bounded == null ? request : request.with(Collections.unmodifiableMap(bounded));
    }

    String bounded(String value) {
        boolean whole = isWellFormed(value);
        return whole && value.length() <= maxLength && !looksShortened(value)
                ? value
                : beginning(value) + hash(value, whole);
    }

    /** Such a value must not be counted as the one that would become it. */
    private boolean looksShortened(String value) {
        int hash = value.length() - MIN_MAX_LENGTH;
        // One less than the length where a pair is not cut; any length where a half is replaced.
        if (hash < 0 || value.length() < maxLength - 1 && value.indexOf('\uFFFD') < 0) {
            return false;
        }
        for (int i = hash; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWellFormed(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || ++i == value.length()
                        || !Character.isLowSurrogate(value.charAt(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** As much as the hash leaves room for, without half a pair at its end or anywhere. */
    private String beginning(String value) {
        int length = Math.min(value.length(), maxLength - MIN_MAX_LENGTH);
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
