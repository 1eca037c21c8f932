package io.github.aperturecdi.internal.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.microprofile.config.Config;

/** Reads the values of keys once and collects the problems of invalid ones. */
final class KeyReader {

    private final Config config;
    private final Map<String, String> before;
    private final Map<String, String> texts = new TreeMap<>();
    private final Map<String, String> problems = new LinkedHashMap<>();

    /**
     * @param before the last valid values, by property; they replace invalid new ones
     */
    KeyReader(Config config, Map<String, String> before) {
        this.config = config;
        this.before = before;
    }

    /** The value of a key, or its default, which must be a fixed value. */
    <T> T get(ConfigKey<T> key) {
        return find(key).orElseGet(key::defaultValue);
    }

    /** The configured value of a key; empty if there is none. */
    <T> Optional<T> find(ConfigKey<T> key) {
        return find(key, List.of(key.key()));
    }

    /**
     * The configured value under the first of several spellings that has one. An invalid value is
     * reported; the last valid value replaces it, if there is one.
     */
    <T> Optional<T> find(ConfigKey<T> key, Collection<String> properties) {
        for (String property : properties) {
            Optional<String> text = text(property);
            try {
                if (text.isPresent()) {
                    return Optional.of(use(key, property, text.get()));
                }
            } catch (IllegalArgumentException e) {
                report(key, property, Objects.toString(e.getMessage()), key.remedy());
                Optional<T> lastGood = lastGood(key, properties);
                if (lastGood.isPresent()) {
                    return lastGood;
                }
            }
        }
        return Optional.empty();
    }

    /** The last valid value under any of the spellings. */
    private <T> Optional<T> lastGood(ConfigKey<T> key, Collection<String> properties) {
        return properties.stream()
                .filter(before::containsKey)
                .findFirst()
                .map(property -> use(key, property, before.get(property)));
    }

    private <T> T use(ConfigKey<T> key, String property, String text) {
        T value = key.parse(text);
        texts.put(property, text);
        return value;
    }

    /** Whether a value is configured, valid or not. */
    boolean has(String property) {
        return text(property).isPresent();
    }

    /** Reports that the value of a property is invalid. */
    void report(ConfigKey<?> key, String property, String problem, String remedy) {
        String shown = key.shown(text(property).orElseThrow());
        report(property, ConfigTexts.badConfigurationValue(property, shown, problem, remedy));
    }

    /** Reports a problem of a property. A property may have several problems. */
    void report(String property, String problem) {
        problems.merge(property, problem, (one, other) -> String.join("\n", List.of(one, other)));
    }

    /** The properties with problems, and the message for each. */
    Map<String, String> problems() {
        return problems;
    }

    /** The valid values that were read, by property. */
    Map<String, String> texts() {
        return texts;
    }

    /**
     * The value of a property. An empty value counts as none: an environment variable is often
     * unset this way.
     */
    private Optional<String> text(String property) {
        return config.getOptionalValue(property, String.class)
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }
}
