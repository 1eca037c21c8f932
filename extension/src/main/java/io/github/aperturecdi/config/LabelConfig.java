package io.github.aperturecdi.config;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which labels flows get from their surroundings.
 *
 * @param constants the same for every flow, by key
 * @param baggage whether baggage is used
 * @param headers the HTTP request headers that are used, in lower case, which are also their keys
 * @param principal the key under which the caller's name is sent; null for none
 */
public record LabelConfig(
        Map<String, String> constants,
        boolean baggage,
        Set<String> headers,
        @Nullable String principal) {

    /** What is used where nothing is configured. */
    public static final LabelConfig DEFAULT = new LabelConfig(Map.of(), true, Set.of(), null);
}
