package io.github.aperturecdi.config;

import io.github.aperturecdi.flow.ControlPointSettings;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.Messages;
import io.github.aperturecdi.flow.Mode;
import io.github.aperturecdi.flow.OnUnreachable;
import io.github.aperturecdi.labels.LabelKeys;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

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

    private final Config config;

    SettingsReader(Config config) {
        this.config = config;
    }

    /**
     * Reads every key.
     *
     * @param controlPoints the names to ask for
     * @param before the values that hold where a new one cannot be used
     * @throws RuntimeException what a configuration source throws
     */
    Reading read(Collection<String> controlPoints, Map<String, String> before) {
        return new Pass(before).read(controlPoints);
    }

    private final class Pass {

        private final Map<String, String> before;
        private final Map<String, String> texts = new TreeMap<>();
        private final Map<String, String> problems = new TreeMap<>();

        Pass(Map<String, String> before) {
            this.before = before;
        }

        Reading read(Collection<String> controlPoints) {
            ControlPointSettings others = others();
            Set<String> names = new TreeSet<>(controlPoints);
            ListedKeys listed = new ListedKeys(config);
            addListed(listed, names);
            Map<String, ControlPointSettings> named = new HashMap<>();
            for (String name : names) {
                named.put(name, named(name, others, labels(listed.labels(name))));
            }
            return new Reading(new Settings(named, others), texts, problems);
        }

        private ControlPointSettings others() {
            return new ControlPointSettings(
                    orElse(value(ConfigKey.MODE, Values::mode), Mode.ENFORCE),
                    null,
                    orElse(
                            value(ConfigKey.TIMEOUT, Durations::positive),
                            FlowControl.DEFAULT_TIMEOUT),
                    null,
                    orElse(
                            value(ConfigKey.ON_UNREACHABLE, Values::onUnreachable),
                            OnUnreachable.ADMIT),
                    orElse(value(ConfigKey.ENABLE_RAMP_MODE, Values::bool), false),
                    Map.of());
        }

        private ControlPointSettings named(
                String name, ControlPointSettings others, Map<String, String> labels) {
            Mode mode =
                    value(
                            ConfigKey.CONTROL_POINT_MODE,
                            new ControlPointKey(name, ControlPointKey.MODE).properties(),
                            Values::mode);
            Duration timeout =
                    value(
                            ConfigKey.CONTROL_POINT_TIMEOUT,
                            new ControlPointKey(name, ControlPointKey.TIMEOUT).properties(),
                            Durations::positive);
            OnUnreachable onUnreachable =
                    value(
                            ConfigKey.CONTROL_POINT_ON_UNREACHABLE,
                            new ControlPointKey(name, ControlPointKey.ON_UNREACHABLE).properties(),
                            Values::onUnreachable);
            return new ControlPointSettings(
                    orElse(mode, others.mode()),
                    timeout,
                    others.defaultTimeout(),
                    onUnreachable,
                    others.defaultOnUnreachable(),
                    others.rampMode(),
                    labels);
        }

        /** The control points that are listed, and have a value now. */
        private void addListed(ListedKeys listed, Set<String> names) {
            listed.properties()
                    .forEach(
                            (property, key) -> {
                                if (text(property) != null) {
                                    names.add(key.controlPoint());
                                }
                            });
        }

        private Map<String, String> labels(Map<String, Set<String>> listed) {
            Map<String, String> labels = new HashMap<>();
            listed.forEach(
                    (label, properties) -> {
                        String text = label(label, properties);
                        if (text != null) {
                            labels.put(label, text);
                        }
                    });
            return labels;
        }

        private @Nullable String label(String label, Set<String> properties) {
            for (String property : properties) {
                String text = text(property);
                if (text == null) {
                    continue;
                }
                if (LabelKeys.isReserved(label)) {
                    problems.put(property, Messages.reservedLabel(property));
                    return null;
                }
                texts.put(property, text);
                return text;
            }
            return null;
        }

        private <T> @Nullable T value(ConfigKey key, Function<String, T> parse) {
            return value(key, List.of(key.key()), parse);
        }

        private <T> @Nullable T value(
                ConfigKey key, List<String> properties, Function<String, T> parse) {
            for (String property : properties) {
                String text = text(property);
                if (text == null) {
                    continue;
                }
                try {
                    T value = parse.apply(text);
                    texts.put(property, text);
                    return value;
                } catch (IllegalArgumentException e) {
                    problems.put(
                            property,
                            Messages.badConfigurationValue(
                                    property,
                                    text,
                                    Objects.toString(e.getMessage()),
                                    Values.remedy(key)));
                    T lastGood = lastGood(properties, parse);
                    if (lastGood != null) {
                        return lastGood;
                    }
                }
            }
            return null;
        }

        /** However it was written then. */
        private <T> @Nullable T lastGood(List<String> properties, Function<String, T> parse) {
            for (String property : properties) {
                String text = before.get(property);
                if (text != null) {
                    texts.put(property, text);
                    return parse.apply(text);
                }
            }
            return null;
        }

        /** An empty value counts as none, as environment variables are switched off this way. */
        private @Nullable String text(String property) {
            return config.getOptionalValue(property, String.class)
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .orElse(null);
        }
    }

    private static <T> T orElse(@Nullable T value, T otherwise) {
        return value != null ? value : otherwise;
    }
}
