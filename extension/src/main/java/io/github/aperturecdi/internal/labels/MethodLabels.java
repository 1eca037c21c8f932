package io.github.aperturecdi.internal.labels;

import io.github.aperturecdi.FlowLabel;
import io.github.aperturecdi.flow.FlowRequestBuilder;
import io.github.aperturecdi.internal.labels.LabelledParameters.Labelled;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The labels of a controlled method, read from its annotations before the first call. */
public final class MethodLabels {

    private record ArgumentLabel(String key, int index, PropertyPath path) {}

    private final List<ArgumentLabel> arguments;
    private final Set<String> sensitive;
    private final Map<String, String> constants;

    private MethodLabels(
            List<ArgumentLabel> arguments, Set<String> sensitive, Map<String, String> constants) {
        this.arguments = List.copyOf(arguments);
        this.sensitive = Set.copyOf(sensitive);
        this.constants = constants;
    }

    /**
     * Reads the annotations.
     *
     * @param target the bean's class, or a subclass of it
     * @param method the bean's method
     * @param constants the constant labels of the annotation, {@code key=value} each
     * @param name the method as messages show it
     * @return the method's labels
     * @throws IllegalArgumentException if an annotation cannot work; the message has a line for
     *     each error, with its place and the remedy
     */
    public static MethodLabels of(Class<?> target, Method method, String[] constants, String name) {
        List<String> errors = new ArrayList<>();
        Map<String, String> constantLabels = ConstantLabels.of(constants, name, errors);
        List<ArgumentLabel> arguments = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        Set<String> sensitive = new HashSet<>();
        for (Labelled parameter : LabelledParameters.of(target, method)) {
            for (FlowLabel label : parameter.labels()) {
                ArgumentLabel argument = argument(parameter, label, name, errors);
                if (argument == null) {
                    continue;
                }
                if (!keys.add(argument.key())) {
                    errors.add(LabelTexts.duplicateLabel(name, argument.key()));
                }
                if (label.sensitive()) {
                    sensitive.add(argument.key());
                }
                arguments.add(argument);
            }
        }
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", errors));
        }
        return new MethodLabels(arguments, sensitive, constantLabels);
    }

    private static @Nullable ArgumentLabel argument(
            Labelled parameter, FlowLabel label, String method, List<String> errors) {
        Parameter declared = parameter.declared();
        String place = LabelTexts.parameter(method, declared, parameter.index());
        String key = label.value().isEmpty() ? declared.getName() : label.value();
        if (label.value().isEmpty() && !declared.isNamePresent()) {
            errors.add(LabelTexts.unnamedLabel(method, parameter.index()));
        } else if (key.isBlank()) {
            errors.add(LabelTexts.blankLabelKey(place));
        } else if (LabelKeys.isReserved(key)) {
            errors.add(LabelTexts.reservedLabelKey(place, key));
        }
        try {
            PropertyPath path = PropertyPath.of(parameter.type(), label.property());
            return new ArgumentLabel(key, parameter.index(), path);
        } catch (PropertyException e) {
            errors.add(
                    label.property().isEmpty()
                            ? LabelTexts.unlabelledType(place, e.getMessage())
                            : LabelTexts.badProperty(place, label.property(), e.getMessage()));
            return null;
        }
    }

    /**
     * The keys that calls of the method may set.
     *
     * @return a copy
     */
    public Set<String> keys() {
        Set<String> keys = new HashSet<>(constants.keySet());
        arguments.forEach(label -> keys.add(label.key()));
        return keys;
    }

    /**
     * Adds the labels of one call.
     *
     * @param request receives the labels
     * @param values the arguments of the call
     */
    public void addTo(FlowRequestBuilder request, @Nullable Object[] values) {
        request.constants(constants).sensitive(sensitive);
        for (ArgumentLabel label : arguments) {
            request.label(label.key(), label.path().read(values[label.index()]));
        }
    }
}
