package io.github.aperturecdi.internal.config;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The labels that flows get from other sources than their request.
 *
 * @param constants the labels of every flow, by key
 * @param baggage the keys that baggage may set; {@value #EVERY_KEY} for all keys, empty for none
 * @param headers the HTTP request headers that become labels, in lower case; the names are also the
 *     label keys
 * @param principal the label key for the name of the authenticated caller; null for no such label
 */
public record LabelConfig(
        Map<String, String> constants,
        Set<String> baggage,
        Set<String> headers,
        @Nullable String principal) {

    /** Stands for every key in the list of baggage keys. */
    public static final String EVERY_KEY = "*";

    /**
     * The keys of all sources but baggage, whether or not a source has a value for a flow.
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
