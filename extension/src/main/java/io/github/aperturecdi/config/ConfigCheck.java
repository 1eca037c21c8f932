package io.github.aperturecdi.config;

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
 * Finds what is configured in vain. Only what sources list can be found.
 *
 * <p>The prefix of environment variables is shared with the official SDKs, with agents and with
 * what Kubernetes makes of a service's name; so a variable is only found when it nearly is one of
 * ours.
 */
public final class ConfigCheck {

    private static final String PREFIX = "aperture.";
    private static final Pattern VARIABLE = Pattern.compile("APERTURE_[A-Z0-9_]+");

    /** What the official instrumentation and the official examples read. */
    private static final Pattern OTHERS =
            Pattern.compile(
                    "aperture\\.(javaagent\\..+|control\\.point\\.name|feature\\.name|app\\.port"
                            + "|grpc\\.timeout\\.ms|connection\\.timeout.*|ignored\\.paths.*)");

    /** What older official SDKs and their examples read as the key to the agent. */
    private static final String OLD_API_KEY = "aperture.agent.api.key";

    /** What may stand before a setting in the variable of a control point. */
    private static final Pattern CONTROL_POINT_VARIABLE =
            Pattern.compile("APERTURE_CONTROL_POINT_(.+)_(MODE|TIMEOUT|ON_UNREACHABLE|LABELS_.+)");

    private ConfigCheck() {}

    /**
     * The keys that nothing reads.
     *
     * @param config the application's configuration
     * @param connects whether an agent elsewhere is asked, which may want an API key
     * @return a warning for each, with what may have been meant
     */
    public static List<String> unknownKeys(Config config, boolean connects) {
        Set<String> names = ours(config);
        List<String> warnings = new ArrayList<>();
        for (String name : names) {
            boolean variable = VARIABLE.matcher(name).matches();
            if (!variable && names.contains(ConfigKey.variable(name))) {
                // Some sources list a variable as a property, too.
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
     * The control points that are configured and that no method declares.
     *
     * @param config the application's configuration
     * @param declared the control points that methods declare; where there are none, all flows are
     *     started by hand, and nothing is found
     * @return a warning for each, with what may have been meant
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
            } else if (variable.matches() && !variables.containsKey(variable(variable.group(1)))) {
                name = variable(variable.group(1));
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

    /** A control point's name in a variable, without the underscores of the quotes around it. */
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

    /** The keys without an open part. */
    private static Set<String> keys() {
        return ConfigKey.all().stream()
                .map(ConfigKey::key)
                .filter(key -> !key.contains("<"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What stands for the control point in a name that somebody meant to be one of its keys. */
    private static String middle(String[] parts, String separator, int before, int after) {
        int end = parts.length - after;
        return end <= before
                ? "name"
                : String.join(separator, Arrays.copyOfRange(parts, before, end));
    }
}
