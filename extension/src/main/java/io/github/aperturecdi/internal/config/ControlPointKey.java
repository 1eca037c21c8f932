package io.github.aperturecdi.internal.config;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a property of one control point. The name stands in quotes, as in {@code
 * aperture.control-point."Shop.order".mode}; a name without a dot may stand without them.
 *
 * @param controlPoint the name of the control point
 * @param setting the setting: {@code mode}, {@code timeout}, {@code on-unreachable}, or {@code
 *     labels.} and a label's key
 */
record ControlPointKey(String controlPoint, String setting) {

    static final String PREFIX = "aperture.control-point.";
    static final String MODE = "mode";
    static final String TIMEOUT = "timeout";
    static final String ON_UNREACHABLE = "on-unreachable";
    private static final String LABELS = "labels.";
    static final Set<String> SETTINGS = Set.of(MODE, TIMEOUT, ON_UNREACHABLE);

    static ControlPointKey ofLabel(String controlPoint, String label) {
        return new ControlPointKey(controlPoint, LABELS + label);
    }

    /** Parses a property; null if it does not belong to a control point. */
    static @Nullable ControlPointKey parse(String property) {
        if (!property.startsWith(PREFIX)) {
            return null;
        }
        String rest = property.substring(PREFIX.length());
        boolean quoted = rest.startsWith("\"");
        int end = quoted ? rest.indexOf("\".", 1) : rest.indexOf('.');
        int start = quoted ? 1 : 0;
        if (end <= start) {
            return null;
        }
        String setting = rest.substring(end + 1 + start);
        boolean known =
                SETTINGS.contains(setting)
                        || setting.startsWith(LABELS) && setting.length() > LABELS.length();
        String name = rest.substring(start, end);
        return known && !name.isBlank() ? new ControlPointKey(name, setting) : null;
    }

    /** The key of the label; null for another setting. */
    @Nullable String label() {
        if (!setting.startsWith(LABELS)) {
            return null;
        }
        String key = setting.substring(LABELS.length());
        boolean quoted = key.length() > 2 && key.startsWith("\"") && key.endsWith("\"");
        return quoted ? key.substring(1, key.length() - 1) : key;
    }

    /** The spellings of the property, the preferred one first. */
    List<String> properties() {
        String quoted = PREFIX + '"' + controlPoint + "\"." + setting;
        return controlPoint.indexOf('.') >= 0
                ? List.of(quoted)
                : List.of(quoted, PREFIX + controlPoint + '.' + setting);
    }
}
