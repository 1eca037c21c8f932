package io.github.aperturecdi.internal.config;

import io.github.aperturecdi.flow.ControlPointSettings;
import io.github.aperturecdi.internal.labels.LabelKeys;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;

/**
 * Reads the settings that operators may change while the application runs. It reads known control
 * points by name, as an environment variable does not tell which key it stands for. It also reads
 * the control points that sources {@linkplain ListedKeys list}.
 */
final class SettingsReader {

    /**
     * The result of one read.
     *
     * @param settings the settings
     * @param texts the valid values, by key
     * @param problems the messages about invalid values, by key
     */
    record Reading(Settings settings, Map<String, String> texts, Map<String, String> problems) {}

    private final KeyReader reader;

    private SettingsReader(KeyReader reader) {
        this.reader = reader;
    }

    /**
     * Reads every key.
     *
     * @param controlPoints the names of the known control points
     * @param before the last valid values, by key; they replace invalid new ones
     * @throws RuntimeException if a configuration source throws it
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
        // A listed control point has settings of its own while one of its properties has a value.
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
