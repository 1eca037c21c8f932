package io.github.aperturecdi.flow;

import java.util.Collections;
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
                : ShortenedLabel.of(value, maxLength, whole);
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
}
