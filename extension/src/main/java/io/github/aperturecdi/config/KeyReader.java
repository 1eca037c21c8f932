package io.github.aperturecdi.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.microprofile.config.Config;

/** Reads the values of keys once, and reports those that cannot be used. */
final class KeyReader {

    private final Config config;
    private final Map<String, String> before;
    private final Map<String, String> texts = new TreeMap<>();
    private final Map<String, String> problems = new LinkedHashMap<>();

    /** With the values that hold where a new one cannot be used, by property. */
    KeyReader(Config config, Map<String, String> before) {
        this.config = config;
        this.before = before;
    }

    /** The value of a key that has a fixed default. */
    <T> T get(ConfigKey<T> key) {
        return find(key).orElseGet(key::defaultValue);
    }

    /** The value that is set. */
    <T> Optional<T> find(ConfigKey<T> key) {
        return find(key, List.of(key.key()));
    }

    /** The value that is set under the first of several spellings. */
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

    /** The value of before, under any of the spellings. */
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

    /** Whether a value is set, which may be one that cannot be used. */
    boolean has(String property) {
        return text(property).isPresent();
    }

    /** Reports that the value of a property cannot be used. */
    void report(ConfigKey<?> key, String property, String problem, String remedy) {
        String shown = key.shown(text(property).orElseThrow());
        report(property, ConfigTexts.badConfigurationValue(property, shown, problem, remedy));
    }

    /** Reports a problem of a property, which may have several. */
    void report(String property, String problem) {
        problems.merge(property, problem, (one, other) -> String.join("\n", List.of(one, other)));
    }

    /** The properties whose values cannot be used, and what to say of them. */
    Map<String, String> problems() {
        return problems;
    }

    /** The values that were found and can be used, by property. */
    Map<String, String> texts() {
        return texts;
    }

    /** An empty value counts as none, as environment variables are switched off this way. */
    private Optional<String> text(String property) {
        return config.getOptionalValue(property, String.class)
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }
}
