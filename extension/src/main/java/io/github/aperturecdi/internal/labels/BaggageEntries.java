package io.github.aperturecdi.internal.labels;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Takes the entries of baggage that OpenTelemetry has parsed, within the limits of the {@linkplain
 * Baggage header}: 64 entries, and 8192 bytes of keys, values and separators.
 */
public final class BaggageEntries {

    /** Bytes of the equals sign and the comma of an entry. */
    private static final int BETWEEN = 2;

    private final Map<String, String> labels;
    private int members;
    private int bytes;

    /**
     * Begins without entries.
     *
     * @param labels receives the entries
     */
    public BaggageEntries(Map<String, String> labels) {
        this.labels = labels;
    }

    /**
     * Takes one entry, unless its key is blank or reserved or the entry exceeds the limits. After
     * an entry that exceeds them, no further entry is taken.
     *
     * @param key the key of the entry
     * @param value the value of the entry
     */
    public void add(String key, String value) {
        members++;
        // A text has at least as many bytes as characters, so a long one is not encoded.
        bytes =
                members > Baggage.MAX_MEMBERS
                                || bytes + key.length() + value.length() > Baggage.MAX_BYTES
                        ? Integer.MAX_VALUE / 2
                        : bytes + size(key) + size(value) + BETWEEN;
        // The last entry has no comma.
        if (bytes - 1 <= Baggage.MAX_BYTES && LabelKeys.isUsable(key)) {
            labels.put(key, value);
        }
    }

    private static int size(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
