package io.github.aperturecdi.internal.config;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.Config;

/** Reads the labels of every flow from the keys {@code aperture.labels.static.<key>}. */
final class StaticLabels {

    static final String PREFIX = "aperture.labels.static.";

    private static final String ENVIRONMENT_PREFIX = ConfigKey.variable(PREFIX);

    private StaticLabels() {}

    /**
     * The labels by key. An environment variable has the key in capitals and keeps its underscores:
     * {@code APERTURE_LABELS_STATIC_USER_ID} is the label {@code user_id}. If a property defines a
     * key with the same variable, such as {@code user-id}, the variable is the value of that key
     * instead, as MicroProfile Config resolves it.
     */
    static Map<String, String> read(Config config) {
        Map<String, String> labels = new TreeMap<>();
        Map<String, String> ofEnvironment = new TreeMap<>();
        for (String name : WrittenNames.of(config)) {
            if (name.startsWith(PREFIX)) {
                put(config, name, unquoted(name.substring(PREFIX.length())), labels);
            } else if (name.startsWith(ENVIRONMENT_PREFIX)) {
                String key = name.substring(ENVIRONMENT_PREFIX.length()).toLowerCase(Locale.ROOT);
                put(config, name, key, ofEnvironment);
            }
        }
        for (String key : labels.keySet()) {
            ofEnvironment.remove(ConfigKey.variable(key).toLowerCase(Locale.ROOT));
        }
        ofEnvironment.forEach(labels::putIfAbsent);
        return labels;
    }

    private static void put(Config config, String name, String key, Map<String, String> labels) {
        config.getOptionalValue(name, String.class).ifPresent(value -> labels.put(key, value));
    }

    /** Removes quotes: some sources quote a key that contains a dot. */
    private static String unquoted(String key) {
        return key.length() > 1 && key.startsWith("\"") && key.endsWith("\"")
                ? key.substring(1, key.length() - 1)
                : key;
    }
}
