package io.github.aperturecdi.flow.spi;

import io.github.aperturecdi.flow.CacheLookup;
import java.util.Map;

/**
 * The results of the look-ups in an agent's cache under the keys of a request.
 *
 * @param result the result for the result key
 * @param global the result for each global key that the agent answered
 */
public record CachedValues(CacheLookup result, Map<String, CacheLookup> global) {

    /** No look-ups, or no answers. */
    public static final CachedValues NONE = new CachedValues(CacheLookup.ABSENT, Map.of());

    /**
     * The result of the look-up for a global key.
     *
     * @param key the key
     * @return the lookup; {@link CacheLookup#ABSENT} if there was no answer for the key
     */
    public CacheLookup global(String key) {
        return global.getOrDefault(key, CacheLookup.ABSENT);
    }
}
