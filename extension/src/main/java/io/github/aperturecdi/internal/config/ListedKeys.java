package io.github.aperturecdi.internal.config;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;

/** The keys of control points that the configuration sources list at one moment. */
final class ListedKeys {

    private static final String VARIABLES = ConfigKey.variable(ControlPointKey.PREFIX);
    private static final Pattern PROFILE = Pattern.compile("^%[^.]+\\.");

    private final Map<String, ControlPointKey> keys = new TreeMap<>();
    private final Set<String> variables = new TreeSet<>();

    /**
     * @throws RuntimeException if a source throws it
     */
    ListedKeys(Config config) {
        // The prefix of a profile is dropped: a read of the key tells whether the profile is
        // active.
        WrittenNames.of(config).forEach(name -> add(PROFILE.matcher(name).replaceFirst("")));
    }

    private void add(String name) {
        ControlPointKey key = ControlPointKey.parse(name);
        if (key != null) {
            keys.put(name, key);
        } else if (name.startsWith(VARIABLES)) {
            variables.add(name);
        }
    }

    /** The properties of control points, each with its parts. */
    Map<String, ControlPointKey> properties() {
        return keys;
    }

    /**
     * The labels of a control point, each with the properties to read it from, the preferred one
     * first. An environment variable has the label's key in capitals. The key is its lower-case
     * form, unless a property defines a key with the same variable.
     */
    Map<String, Set<String>> labels(String controlPoint) {
        Map<String, Set<String>> labels = new HashMap<>();
        keys.forEach(
                (property, key) -> {
                    String label = key.label();
                    if (label != null && key.controlPoint().equals(controlPoint)) {
                        propertiesOf(controlPoint, label, labels).add(property);
                    }
                });
        Set<String> inVariables = new TreeSet<>();
        labels.keySet().forEach(label -> inVariables.add(ConfigKey.variable(label)));
        for (String property : ControlPointKey.ofLabel(controlPoint, "").properties()) {
            String prefix = ConfigKey.variable(property);
            for (String variable : variables) {
                if (variable.startsWith(prefix) && variable.length() > prefix.length()) {
                    String label = variable.substring(prefix.length());
                    if (!inVariables.contains(label)) {
                        propertiesOf(controlPoint, label.toLowerCase(Locale.ROOT), labels);
                    }
                }
            }
        }
        return labels;
    }

    private static Set<String> propertiesOf(
            String controlPoint, String label, Map<String, Set<String>> labels) {
        return labels.computeIfAbsent(
                label,
                key ->
                        new LinkedHashSet<>(
                                ControlPointKey.ofLabel(controlPoint, key).properties()));
    }
}
