package io.github.aperturecdi.embedded.internal.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The signals of a circuit with constant values: constants, variables, and the logic that combines
 * them. Every other signal is invalid, as in a controller whose Prometheus has no data.
 */
final class Signals {

    /** A component that produces a signal. */
    private record Source(String kind, YamlMapping component) {}

    /** The kinds of components whose signals are computed. */
    static final Set<String> COMPUTED =
            Set.of(
                    "variable",
                    "bool_variable",
                    "and",
                    "or",
                    "inverter",
                    "first_valid",
                    "nested_signal_ingress");

    private static final Set<String> SOURCES = Set.of("signal_name", "constant_signal");
    private static final Set<String> VALUES = Set.of("value", "special_value");

    /**
     * The limit on a chain of signals. It is far above that of any circuit, and low enough for
     * every thread's stack.
     */
    private static final int MAX_CHAIN = 200;

    private final YamlMapping dynamicConfig;
    private final Function<String, @Nullable Reading> ports;
    private final Map<String, Source> sources = new HashMap<>();
    private final Map<String, Reading> readings = new HashMap<>();
    private int chain;

    /**
     * @param dynamicConfig the values of configuration keys, which replace those of variables
     * @param ports the readings of a nested circuit's ports, by name; null for an unknown port
     */
    Signals(
            List<@Nullable YamlMapping> components,
            YamlMapping dynamicConfig,
            Function<String, @Nullable Reading> ports) {
        this.dynamicConfig = dynamicConfig;
        this.ports = ports;
        for (YamlMapping component : components) {
            if (component != null && component.keys().size() == 1) {
                String kind = component.keys().iterator().next();
                if (COMPUTED.contains(kind)) {
                    add(kind, component.optional(kind));
                }
            }
        }
        sources.keySet().forEach(this::named);
    }

    private void add(String kind, YamlMapping component) {
        String port = kind.equals("nested_signal_ingress") ? "signal" : "output";
        YamlMapping output = component.optional("out_ports").optional(port);
        output.only("signal_name");
        String name = output.text("signal_name");
        if (name != null) {
            sources.putIfAbsent(name, new Source(kind, component));
        }
    }

    YamlMapping dynamicConfig() {
        return dynamicConfig;
    }

    /** The reading of a port; null when the port is absent, or has an error, which is reported. */
    @Nullable Reading on(YamlMapping ports, String port) {
        YamlMapping source = ports.block(port);
        return source == null ? null : of(source);
    }

    private @Nullable Reading of(YamlMapping source) {
        source.only("signal_name", "constant_signal");
        if (source.keys().size() != 1) {
            if (SOURCES.containsAll(source.keys())) {
                source.problem(
                        source.keys().isEmpty()
                                ? PolicyTexts.missing(
                                        "constant_signal", "constant_signal: {value: 10}")
                                : PolicyTexts.notOneOf(
                                        source.keys(), "signal_name, constant_signal"));
            }
            return null;
        }
        if (source.has("signal_name")) {
            String name = source.text("signal_name");
            return name == null ? null : named(name);
        }
        YamlMapping constant = source.block("constant_signal");
        Double value = constant == null ? null : constant(constant);
        return value == null ? null : new Reading(value, true);
    }

    private Reading named(String name) {
        Reading known = readings.get(name);
        Source source = sources.get(name);
        if (known != null || source == null) {
            return known == null ? Reading.NOT_COMPUTED : known;
        }
        if (++chain > MAX_CHAIN) {
            throw new PolicyEvents.Refused(
                    source.component().line(), PolicyTexts.signalChain(MAX_CHAIN));
        }
        // A signal that depends on itself has no constant value.
        readings.put(name, Reading.NOT_COMPUTED);
        Reading reading = reading(source.kind(), source.component());
        readings.put(name, reading);
        chain--;
        return reading;
    }

    private Reading reading(String kind, YamlMapping component) {
        switch (kind) {
            case "variable":
                return variable(component);
            case "bool_variable":
                return boolVariable(component);
            case "nested_signal_ingress":
                component.only("port_name", "out_ports");
                return orInvalid(
                        ports.apply(component.requiredText("port_name", "port_name: signal")));
            default:
                component.only("in_ports", "out_ports");
        }
        YamlMapping inPorts = component.optional("in_ports");
        if (kind.equals("inverter")) {
            inPorts.only("input");
            return orInvalid(on(inPorts, "input")).not();
        }
        inPorts.only("inputs");
        List<Reading> inputs = new ArrayList<>();
        for (YamlMapping input : inPorts.blocks("inputs")) {
            inputs.add(orInvalid(input == null ? null : of(input)));
        }
        return switch (kind) {
            case "and" -> Reading.or(inputs.stream().map(Reading::not).toList()).not();
            case "or" -> Reading.or(inputs);
            default -> Reading.firstValid(inputs);
        };
    }

    private static Reading orInvalid(@Nullable Reading reading) {
        return reading == null ? Reading.NOT_COMPUTED : reading;
    }

    private Reading variable(YamlMapping component) {
        component.only("constant_output", "config_key", "out_ports");
        String key = component.textOr("config_key", "");
        YamlMapping constant =
                dynamicConfig.has(key)
                        ? dynamicConfig.block(key)
                        : component.required("constant_output", "constant_output: {value: 10}");
        Double value = constant == null || constant.isAbsent() ? null : constant(constant);
        return value == null ? Reading.NOT_COMPUTED : new Reading(value, true);
    }

    private Reading boolVariable(YamlMapping component) {
        component.only("constant_output", "config_key", "out_ports");
        String key = component.textOr("config_key", "");
        Boolean value =
                dynamicConfig.has(key)
                        ? dynamicConfig.flag(key)
                        : component.flag("constant_output");
        return new Reading(Boolean.TRUE.equals(value) ? 1 : 0, true);
    }

    private static @Nullable Double constant(YamlMapping constant) {
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
