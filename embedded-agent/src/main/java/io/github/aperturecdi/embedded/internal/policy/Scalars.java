package io.github.aperturecdi.embedded.internal.policy;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Reads single values as the controller does. It converts YAML into JSON first, where an unquoted
 * number is not a text.
 */
final class Scalars {

    /** A quoted number. As in protobuf's JSON, a text may stand for a number. */
    private static final Pattern QUOTED =
            Pattern.compile("-?(0|[1-9]\\d*+)(\\.\\d++)?([eE][-+]?\\d++)?");

    /** An unquoted number. It never looks at a digit twice, as texts may be long. */
    private static final Pattern DECIMAL =
            Pattern.compile("[-+]?(\\d++(\\.\\d*+)?|\\.\\d++)([eE][-+]?\\d++)?");

    private static final Pattern OF_OTHER_BASE =
            Pattern.compile(
                    "([-+]?)0(?:[xX](?<hex>[0-9a-fA-F]+)|[bB](?<binary>[01]+)|[oO]?(?<octal>[0-7]+))");

    /** The longest number in another base. Longer numbers have more than 64 bits. */
    private static final int MAX_OTHER_BASE_LENGTH = 100;

    /** A date. The controller turns an unquoted date into a time. */
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{1,2}-\\d{1,2}([Tt ].*)?");

    private static final Pattern ODD_NUMBER =
            Pattern.compile("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

    private static final int MAX_SHOWN = 40;

    /** Reads a scalar; null when it is something else. */
    interface Parser<T> {
        @Nullable T parse(ScalarNode scalar);
    }

    private Scalars() {}

    static boolean isPlain(ScalarNode scalar) {
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

    /**
     * Reads a number as Go does, including {@code 0x10}, {@code 010} for 8, {@code 0b11} and {@code
     * 1_000}.
     */
    static @Nullable Double number(ScalarNode scalar) {
        String text = scalar.getValue();
        if (!isPlain(scalar)) {
            return decimal(text, QUOTED);
        }
        // Go reads a scalar with any other first character as a text.
        boolean begins = !text.isEmpty() && "+-.0123456789".indexOf(text.charAt(0)) >= 0;
        if (!begins) {
            return null;
        }
        String digits = text.charAt(0) == '.' ? text : text.replace("_", "");
        Double number = ofOtherBase(digits);
        return number != null ? number : decimal(digits, DECIMAL);
    }

    private static @Nullable Double decimal(String text, Pattern pattern) {
        if (!pattern.matcher(text).matches()) {
            return null;
        }
        double number = Double.parseDouble(text);
        return Double.isFinite(number) ? number : null;
    }

    private static @Nullable Double ofOtherBase(String text) {
        Matcher number = OF_OTHER_BASE.matcher(text);
        if (text.length() > MAX_OTHER_BASE_LENGTH || !number.matches()) {
            return null;
        }
        String hex = number.group("hex");
        String binary = number.group("binary");
        BigInteger magnitude =
                hex != null
                        ? new BigInteger(hex, 16)
                        : binary != null
                                ? new BigInteger(binary, 2)
                                : new BigInteger(number.group("octal"), 8);
        String sign = number.group(1);
        if (magnitude.bitLength() > (sign.isEmpty() ? 64 : 63)) {
            return null;
        }
        return (sign.equals("-") ? magnitude.negate() : magnitude).doubleValue();
    }

    /**
     * Whether kubectl and aperturectl read a scalar as true or false, but the controller reads it
     * as a text.
     */
    private static boolean isDisputed(ScalarNode scalar) {
        return isPlain(scalar)
                && switch (scalar.getValue()) {
                    case "y", "Y", "yes", "Yes", "YES", "on", "On", "ON" -> true;
                    case "n", "N", "no", "No", "NO", "off", "Off", "OFF" -> true;
                    default -> false;
                };
    }

    static @Nullable Double numberOf(@Nullable Node node) {
        return node instanceof ScalarNode scalar ? number(scalar) : null;
    }

    static @Nullable String text(ScalarNode scalar) {
        String value = scalar.getValue();
        boolean other =
                isPlain(scalar)
                        && (flag(scalar) != null
                                || number(scalar) != null
                                || isDisputed(scalar)
                                || ODD_NUMBER.matcher(value).matches()
                                || DATE.matcher(value).matches());
        return other ? null : value;
    }

    /** The kind of a node, for an error message. */
    static String kind(Node node) {
        if (node instanceof ScalarNode scalar) {
            String value = scalar.getValue();
            return isNull(node)
                    ? "nothing"
                    : "'"
                            + (value.length() > MAX_SHOWN
                                    ? value.substring(0, MAX_SHOWN) + "..."
                                    : value)
                            + "'"
                            + (isDisputed(scalar)
                                    ? ", which kubectl and aperturectl take for true or false, and the controller"
                                            + " for a text"
                                    : "");
        }
        return node instanceof MappingNode ? "a mapping" : "a list";
    }
}
