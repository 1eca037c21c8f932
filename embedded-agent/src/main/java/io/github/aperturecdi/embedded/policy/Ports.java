package io.github.aperturecdi.embedded.policy;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the ports through which a component gets its values. */
final class Ports {

    private static final Set<String> SOURCES = Set.of("signal_name", "constant_signal");
    private static final Set<String> VALUES = Set.of("value", "special_value");

    private Ports() {}

    /**
     * The constant on a port.
     *
     * @return the value, NaN for an invalid signal; null when the port is absent or has no constant
     *     (the latter is reported)
     */
    static @Nullable Double constant(YamlMapping ports, String port) {
        YamlMapping source = ports.block(port);
        if (source == null) {
            return null;
        }
        source.only("signal_name", "constant_signal");
        if (source.has("signal_name")) {
            String signal = source.text("signal_name");
            source.problem("signal_name", PolicyTexts.signalName(signal == null ? "" : signal));
            return null;
        }
        if (!source.has("constant_signal")) {
            if (SOURCES.containsAll(source.keys())) {
                source.problem(
                        PolicyTexts.missing("constant_signal", "constant_signal: {value: 10}"));
            }
            return null;
        }
        YamlMapping constant = source.block("constant_signal");
        return constant == null ? null : value(constant);
    }

    private static @Nullable Double value(YamlMapping constant) {
        constant.only("value", "special_value");
        if (constant.has("value") == constant.has("special_value")) {
            if (VALUES.containsAll(constant.keys())) {
                constant.problem(PolicyTexts.notOneOf(constant.keys(), "value, special_value"));
            }
            return null;
        }
        if (constant.has("value")) {
            return constant.number("value");
        }
        String special = constant.text("special_value");
        if (special == null) {
            return null;
        }
        return switch (special) {
            case "NaN" -> Double.NaN;
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> {
                constant.problem(
                        "special_value",
                        PolicyTexts.badValue(
                                special, "is no special value", "Write NaN, +Inf or -Inf."));
                yield null;
            }
        };
    }
}
