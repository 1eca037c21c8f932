package io.github.aperturecdi.config;

import io.github.aperturecdi.flow.ControlPointSettings;
import io.github.aperturecdi.labels.LabelKeys;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;

/**
 * Reads what operators may change while the application runs. Control points are asked for by name,
 * as environment variables cannot be listed by the keys that they stand for; those that sources
 * {@linkplain ListedKeys list} are found, too.
 */
final class SettingsReader {

    /**
     * What was read.
     *
     * @param settings its meaning
     * @param texts the values by key, without those that cannot be used
     * @param problems those that cannot be used, by key: what to say of them
     */
    record Reading(Settings settings, Map<String, String> texts, Map<String, String> problems) {}

    private final KeyReader reader;

    private SettingsReader(KeyReader reader) {
        this.reader = reader;
    }

    /**
     * Reads every key.
     *
     * @param controlPoints the names to ask for
     * @param before the values that hold where a new one cannot be used
     * @throws RuntimeException what a configuration source throws
     */
    static Reading read(
            Config config, Collection<String> controlPoints, Map<String, String> before) {
        KeyReader reader = new KeyReader(config, before);
        Settings settings =
                new SettingsReader(reader).settings(new ListedKeys(config), controlPoints);
        return new Reading(settings, reader.texts(), new TreeMap<>(reader.problems()));
    }

    private Settings settings(ListedKeys listed, Collection<String> controlPoints) {
        ControlPointSettings others = others();
        Set<String> names = new TreeSet<>(controlPoints);
        // Control points that are listed have settings of their own while one of them has a value.
        listed.properties()
                .forEach(
                        (property, key) -> {
                            if (reader.has(property)) {
                                names.add(key.controlPoint());
                            }
                        });
        Map<String, ControlPointSettings> named = new HashMap<>();
        for (String name : names) {
            named.put(name, named(name, others, labels(listed.labels(name))));
        }
        return new Settings(named, others);
    }

    private ControlPointSettings others() {
        return new ControlPointSettings(
                reader.get(ConfigKey.MODE),
                null,
                reader.get(ConfigKey.TIMEOUT),
                null,
                reader.get(ConfigKey.ON_UNREACHABLE),
                reader.get(ConfigKey.ENABLE_RAMP_MODE),
                Map.of());
    }

    private ControlPointSettings named(
            String name, ControlPointSettings others, Map<String, String> labels) {
        return new ControlPointSettings(
                find(ConfigKey.CONTROL_POINT_MODE, name, ControlPointKey.MODE)
                        .orElse(others.mode()),
                find(ConfigKey.CONTROL_POINT_TIMEOUT, name, ControlPointKey.TIMEOUT).orElse(null),
                others.defaultTimeout(),
                find(ConfigKey.CONTROL_POINT_ON_UNREACHABLE, name, ControlPointKey.ON_UNREACHABLE)
                        .orElse(null),
                others.defaultOnUnreachable(),
                others.rampMode(),
                labels);
    }

    private <T> Optional<T> find(ConfigKey<T> key, String controlPoint, String setting) {
        return reader.find(key, new ControlPointKey(controlPoint, setting).properties());
    }

    private Map<String, String> labels(Map<String, Set<String>> listed) {
        Map<String, String> labels = new HashMap<>();
        listed.forEach(
                (label, properties) -> {
                    if (!LabelKeys.isReserved(label)) {
                        reader.find(ConfigKey.CONTROL_POINT_LABELS, properties)
                                .ifPresent(text -> labels.put(label, text));
                        return;
                    }
                    properties.stream()
                            .filter(reader::has)
                            .findFirst()
                            .ifPresent(key -> reader.report(key, ConfigTexts.reservedLabel(key)));
                });
        return labels;
    }
}
