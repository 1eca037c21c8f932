package io.github.aperturecdi.embedded.policy;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Single values as the controller takes them: it turns YAML into JSON first, where an unquoted
 * number is no text.
 */
final class Scalars {

    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

    private static final int MAX_SHOWN = 40;

    /** Reads a scalar; null when it is something else. */
    interface Parser<T> {
        @Nullable T parse(ScalarNode scalar);
    }

    private Scalars() {}

    private static boolean isPlain(ScalarNode scalar) {
        return scalar.getScalarStyle() == ScalarStyle.PLAIN;
    }

    static boolean isNull(Node node) {
        return node instanceof ScalarNode scalar
                && isPlain(scalar)
                && switch (scalar.getValue()) {
                    case "", "~", "null", "Null", "NULL" -> true;
                    default -> false;
                };
    }

    static @Nullable Boolean flag(ScalarNode scalar) {
        if (!isPlain(scalar)) {
            return null;
        }
        return switch (scalar.getValue()) {
            case "true", "True", "TRUE" -> Boolean.TRUE;
            case "false", "False", "FALSE" -> Boolean.FALSE;
            default -> null;
        };
    }

    static @Nullable Double number(ScalarNode scalar) {
        String text = scalar.getValue().strip();
        if (!NUMBER.matcher(text).matches()) {
            return null;
        }
        double number = Double.parseDouble(text);
        return Double.isFinite(number) ? number : null;
    }

    static @Nullable Double numberOf(@Nullable Node node) {
        return node instanceof ScalarNode scalar ? number(scalar) : null;
    }

    static @Nullable String text(ScalarNode scalar) {
        boolean other = isPlain(scalar) && (flag(scalar) != null || number(scalar) != null);
        return other ? null : scalar.getValue();
    }

    /** What a node is, for an error. */
    static String kind(Node node) {
        if (node instanceof ScalarNode scalar) {
            String value = scalar.getValue();
            return isNull(node)
                    ? "nothing"
                    : "'"
                            + (value.length() > MAX_SHOWN
                                    ? value.substring(0, MAX_SHOWN) + "..."
                                    : value)
                            + "'";
        }
        return node instanceof MappingNode ? "a mapping" : "a list";
    }
}
