package io.github.aperturecdi.labels;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Takes the entries of baggage that somebody else has read, within the limits of the {@linkplain
 * Baggage header}: the first 64, and no more than 8192 bytes of keys and values with the characters
 * between them.
 */
public final class BaggageEntries {

    /** Equals sign and comma. */
    private static final int BETWEEN = 2;

    private final Map<String, String> labels;
    private int members;
    private int bytes;

    /**
     * Begins with none.
     *
     * @param labels takes the entries
     */
    public BaggageEntries(Map<String, String> labels) {
        this.labels = labels;
    }

    /**
     * Takes one entry, unless its key is blank or reserved, or the limits are reached: none is
     * taken after one that exceeds them.
     *
     * @param key the entry's
     * @param value the entry's
     */
    public void add(String key, String value) {
        members++;
        // A text has no fewer bytes than characters: a long one needs not be counted.
        bytes =
                members > Baggage.MAX_MEMBERS
                                || bytes + key.length() + value.length() > Baggage.MAX_BYTES
                        ? Integer.MAX_VALUE / 2
                        : bytes + size(key) + size(value) + BETWEEN;
        // The last one has no comma after it.
        if (bytes - 1 <= Baggage.MAX_BYTES && LabelKeys.isUsable(key)) {
            labels.put(key, value);
        }
    }

    private static int size(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
