package io.github.aperturecdi.flow;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bounds the length of every label, so that no caller can make a check too large. A longer value is
 * replaced by its beginning and a SHA-256 of the whole value, so different values stay different
 * and are counted separately. The same applies to a value with half a surrogate pair: UTF-8 cannot
 * carry it, and it would become equal to other values on its way. It also applies to a value that
 * looks like such a replacement.
 */
final class LabelBounds {

    static final int DEFAULT_MAX_LENGTH = 1_024;

    /** The length of a hash: 32 bytes in hexadecimal digits. */
    static final int MIN_MAX_LENGTH = 64;

    private final int maxLength;

    LabelBounds(int maxLength) {
        this.maxLength = maxLength;
    }

    /**
     * Returns the request itself if every label is within the bounds. A null from the surroundings
     * is removed.
     */
    FlowRequest bounded(FlowRequest request) {
        Map<String, String> bounded = null;
        for (Map.Entry<String, String> label : request.labels().entrySet()) {
            String key = label.getKey();
            String value = label.getValue();
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

    /**
     * Whether a value looks like a replacement. It must not be counted together with the value that
     * the replacement stands for.
     */
    private boolean looksShortened(String value) {
        int hash = value.length() - MIN_MAX_LENGTH;
        // A replacement has the maximum length, or one character less if a surrogate pair did not
        // fit. If it replaces half a pair, it may have any length.
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
