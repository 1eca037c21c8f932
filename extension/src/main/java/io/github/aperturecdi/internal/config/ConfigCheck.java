package io.github.aperturecdi.internal.config;

import io.github.aperturecdi.internal.DidYouMean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Finds configuration that has no effect. It sees only what configuration sources list.
 *
 * <p>The official SDKs, agents and Kubernetes use the prefix {@code APERTURE_} for variables of
 * their own, so a variable is reported only if its name is close to a variable of this library.
 */
public final class ConfigCheck {

    private static final String PREFIX = "aperture.";
    private static final Pattern VARIABLE = Pattern.compile("APERTURE_[A-Z0-9_]+");

    /** The keys of the official instrumentation and the official examples. */
    private static final Pattern OTHERS =
            Pattern.compile(
                    "aperture\\.(javaagent\\..+|control\\.point\\.name|feature\\.name|app\\.port"
                            + "|grpc\\.timeout\\.ms|connection\\.timeout.*|ignored\\.paths.*)");

    /** The key that older official SDKs and their examples read as the API key. */
    private static final String OLD_API_KEY = "aperture.agent.api.key";

    /** The variable of a control point's setting; its first group is the control point. */
    private static final Pattern CONTROL_POINT_VARIABLE =
            Pattern.compile("APERTURE_CONTROL_POINT_(.+)_(MODE|TIMEOUT|ON_UNREACHABLE|LABELS_.+)");

    private static final Pattern CONTROL_POINT_SETTING =
            Pattern.compile("MODE|TIMEOUT|ON_UNREACHABLE|LABELS_.+");

    private ConfigCheck() {}

    /**
     * Finds keys that nothing reads.
     *
     * @param config the application's configuration
     * @param connects whether the application uses a remote agent, which may need an API key
     * @return a warning for each key, with the key that was probably meant, if any
     */
    public static List<String> unknownKeys(Config config, boolean connects) {
        Set<String> names = ours(config);
        List<String> warnings = new ArrayList<>();
        for (String name : names) {
            boolean variable = VARIABLE.matcher(name).matches();
            if (!variable && names.contains(ConfigKey.variable(name))) {
                // Some sources list a variable a second time, as a property.
                continue;
            }
            if (name.equals(OLD_API_KEY) || name.equals(ConfigKey.variable(OLD_API_KEY))) {
                if (connects && !hasApiKey(config)) {
                    String key = ConfigKey.API_KEY.key();
                    warnings.add(
                            ConfigTexts.oldApiKey(name, variable ? ConfigKey.variable(key) : key));
                }
            } else if (variable) {
                String meant = ConfigKey.isVariable(name) ? null : meantVariable(name);
                if (meant != null) {
                    warnings.add(ConfigTexts.unknownKey(name, meant));
                }
            } else if (!ConfigKey.isProperty(name) && !OTHERS.matcher(name).matches()) {
                warnings.add(ConfigTexts.unknownKey(name, meantProperty(name)));
            }
        }
        return warnings;
    }

    /**
     * Finds control points that are configured but declared by no method, and variables with the
     * name of a declared one that do not apply to it.
     *
     * @param config the application's configuration
     * @param declared the control points that methods declare. If there are none, the application
     *     starts its flows by hand and the result is empty.
     * @return a warning for each control point, with the name that was probably meant, if any
     */
    public static List<String> unknownControlPoints(Config config, Set<String> declared) {
        if (declared.isEmpty()) {
            return List.of();
        }
        Map<String, String> variables = new HashMap<>();
        declared.forEach(name -> variables.put(variable(name), name));
        Set<String> found = new HashSet<>();
        List<String> warnings = new ArrayList<>();
        for (String property : ours(config)) {
            ControlPointKey key = ControlPointKey.parse(property);
            Matcher variable = CONTROL_POINT_VARIABLE.matcher(property);
            String name = null;
            String meant = null;
            if (key != null && !declared.contains(key.controlPoint())) {
                name = key.controlPoint();
                meant = DidYouMean.nearest(name, declared, DidYouMean.tolerance(name));
            } else if (variable.matches() && !applies(property, declared)) {
                name = variable(variable.group(1));
                String spelled = variables.get(name);
                if (spelled != null) {
                    warnings.add(
                            ConfigTexts.unknownKey(property, variable(spelled, variable.group(2))));
                    continue;
                }
                String near =
                        DidYouMean.nearest(name, variables.keySet(), DidYouMean.tolerance(name));
                meant = near == null ? null : variables.get(near);
            }
            if (name != null && found.add(variable(name))) {
                warnings.add(ConfigTexts.unknownControlPoint(property, name, meant));
            }
        }
        return warnings;
    }

    private static boolean hasApiKey(Config config) {
        return config.getOptionalValue(ConfigKey.API_KEY.key(), String.class)
                .filter(key -> !key.isBlank())
                .isPresent();
    }

    private static Set<String> ours(Config config) {
        Set<String> names = new TreeSet<>();
        for (String name : config.getPropertyNames()) {
            if (name.startsWith(PREFIX) || VARIABLE.matcher(name).matches()) {
                names.add(name);
            }
        }
        return names;
    }

    /** Whether a variable is a setting of one of the control points. */
    private static boolean applies(String variable, Set<String> controlPoints) {
        return controlPoints.stream()
                .flatMap(name -> new ControlPointKey(name, "").properties().stream())
                .map(ConfigKey::variable)
                .filter(variable::startsWith)
                .map(prefix -> variable.substring(prefix.length()))
                .anyMatch(setting -> CONTROL_POINT_SETTING.matcher(setting).matches());
    }

    /** The variable of a control point's setting, in the spelling that every name may have. */
    private static String variable(String controlPoint, String setting) {
        return ConfigKey.variable(new ControlPointKey(controlPoint, setting).properties().get(0));
    }

    /** A control point's name as a variable has it, without the underscores for its quotes. */
    private static String variable(String controlPoint) {
        return ConfigKey.variable(controlPoint).replaceAll("^_+|_+$", "");
    }

    private static @Nullable String meantVariable(String name) {
        Set<String> candidates = new TreeSet<>();
        keys().forEach(key -> candidates.add(ConfigKey.variable(key)));
        String[] parts = name.split("_");
        for (String setting : ControlPointKey.SETTINGS) {
            String variable = ConfigKey.variable(setting);
            String middle = middle(parts, "_", 3, variable.split("_").length);
            candidates.add(ConfigKey.variable(ControlPointKey.PREFIX) + middle + "_" + variable);
        }
        return DidYouMean.nearest(name, candidates, 2);
    }

    private static @Nullable String meantProperty(String name) {
        Set<String> candidates = keys();
        String middle = middle(name.split("\\."), ".", 2, 1).replace("\"", "");
        for (String setting : ControlPointKey.SETTINGS) {
            candidates.addAll(new ControlPointKey(middle, setting).properties());
        }
        return DidYouMean.nearest(
                name, candidates, DidYouMean.tolerance(name.substring(PREFIX.length())));
    }

    /** The keys without a placeholder such as {@code <name>}. */
    private static Set<String> keys() {
        return ConfigKey.all().stream()
                .map(ConfigKey::key)
                .filter(key -> !key.contains("<"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The control point in a misspelt key: its parts after the prefix and before the setting. */
    private static String middle(String[] parts, String separator, int before, int after) {
        int end = parts.length - after;
        return end <= before
                ? "name"
                : String.join(separator, Arrays.copyOfRange(parts, before, end));
    }
}
