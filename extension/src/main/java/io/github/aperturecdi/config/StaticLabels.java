package io.github.aperturecdi.config;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.Config;

/** The keys {@code aperture.labels.static.<key>}. */
final class StaticLabels {

    static final String PREFIX = "aperture.labels.static.";

    private static final String ENVIRONMENT_PREFIX = ConfigKey.variable(PREFIX);

    private StaticLabels() {}

    /**
     * The labels by key. A variable of the environment says the key in capitals, and its
     * underscores stay: {@code APERTURE_LABELS_STATIC_USER_ID} is the label {@code user_id}, unless
     * a property has a key that is written so there, such as {@code user-id}; then MicroProfile
     * Config gives its value for that key.
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

    /** Some sources write a key with a dot in it in quotes. */
    private static String unquoted(String key) {
        return key.length() > 1 && key.startsWith("\"") && key.endsWith("\"")
                ? key.substring(1, key.length() - 1)
                : key;
    }
}
