package io.github.aperturecdi.config;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which labels flows get from their surroundings.
 *
 * @param constants the same for every flow, by key
 * @param baggage the keys that may come from baggage, {@value #EVERY_KEY} for all; empty for none
 * @param headers the HTTP request headers that are used, in lower case, which are also their keys
 * @param principal the key under which the caller's name is sent; null for none
 */
public record LabelConfig(
        Map<String, String> constants,
        Set<String> baggage,
        Set<String> headers,
        @Nullable String principal) {

    /** Stands for every key that may come from baggage. */
    public static final String EVERY_KEY = "*";

    /**
     * The keys of the other sources, whether they have a value for a flow or not.
     *
     * @return the keys
     */
    public Set<String> ownKeys() {
        Set<String> keys = new HashSet<>(constants.keySet());
        keys.addAll(headers);
        if (principal != null) {
            keys.add(principal);
        }
        return keys;
    }
}
