package io.github.aperturecdi.flow.spi;

import io.github.aperturecdi.flow.CacheLookup;
import java.util.Map;

/**
 * What an agent's cache had under the keys of a request.
 *
 * @param result under the result key
 * @param global under each global key that was answered
 */
public record CachedValues(CacheLookup result, Map<String, CacheLookup> global) {

    /** Nobody asked, or nobody answered. */
    public static final CachedValues NONE = new CachedValues(CacheLookup.ABSENT, Map.of());

    /**
     * What there is under a global key.
     *
     * @param key the key
     * @return the lookup; {@link CacheLookup#ABSENT} when there was no answer for the key
     */
    public CacheLookup global(String key) {
        return global.getOrDefault(key, CacheLookup.ABSENT);
    }
}
