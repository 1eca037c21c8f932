package io.github.aperturecdi.labels;

/** What may be the key of a label. */
public final class LabelKeys {

    /** Keys that begin so are the library's own, and the agent's. */
    public static final String RESERVED = "aperture.";

    private LabelKeys() {}

    /**
     * Whether nobody but this library may use a key.
     *
     * @param key a label's key
     * @return true for reserved ones
     */
    public static boolean isReserved(String key) {
        return key.startsWith(RESERVED);
    }

    /**
     * Whether surroundings may give a label with a key.
     *
     * @param key a label's key
     * @return false for blank and reserved ones
     */
    public static boolean isUsable(String key) {
        return !key.isBlank() && !isReserved(key);
    }
}
