package io.github.aperturecdi.internal.labels;

/** The rules for the keys of labels. */
public final class LabelKeys {

    /** The prefix of keys that are reserved for this library and the agent. */
    public static final String RESERVED = "aperture.";

    private LabelKeys() {}

    /**
     * Whether a key is reserved for this library and the agent.
     *
     * @param key a label's key
     * @return true for a reserved key
     */
    public static boolean isReserved(String key) {
        return key.startsWith(RESERVED);
    }

    /**
     * Whether a label source may set a key.
     *
     * @param key a label's key
     * @return false for a blank or reserved key
     */
    public static boolean isUsable(String key) {
        return !key.isBlank() && !isReserved(key);
    }
}
