package io.github.aperturecdi.labels;

import io.github.aperturecdi.FlowLabel;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.Messages;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The labels of a controlled method, known before any call. */
public final class MethodLabels {

    /** A parameter that is sent under a key. */
    private record LabelledParameter(String key, int index) {}

    private final List<LabelledParameter> parameters;

    private MethodLabels(List<LabelledParameter> parameters) {
        this.parameters = parameters;
    }

    /**
     * Reads the annotations.
     *
     * @param method the bean's method
     * @param name the method, for people
     * @return its labels
     * @throws IllegalArgumentException if the annotations cannot be followed; the message says
     *     which, and the remedy
     */
    public static MethodLabels of(Method method, String name) {
        List<LabelledParameter> labels = new ArrayList<>();
        Parameter[] parameters = method.getParameters();
        for (int i = 0; i < parameters.length; i++) {
            FlowLabel label = parameters[i].getAnnotation(FlowLabel.class);
            if (label == null) {
                continue;
            }
            if (label.value().isEmpty() && !parameters[i].isNamePresent()) {
                throw new IllegalArgumentException(Messages.unnamedLabel(name, i));
            }
            String key = label.value().isEmpty() ? parameters[i].getName() : label.value();
            if (labels.stream().anyMatch(other -> other.key().equals(key))) {
                throw new IllegalArgumentException(Messages.duplicateLabel(name, key));
            }
            labels.add(new LabelledParameter(key, i));
        }
        return new MethodLabels(List.copyOf(labels));
    }

    /**
     * Adds the labels of one call.
     *
     * @param request takes them
     * @param arguments the call's
     */
    public void addTo(FlowRequest.Builder request, @Nullable Object[] arguments) {
        for (LabelledParameter label : parameters) {
            request.label(label.key(), text(arguments[label.index()]));
        }
    }

    private static @Nullable String text(@Nullable Object value) {
        Object content = value instanceof Optional<?> optional ? optional.orElse(null) : value;
        if (content == null) {
            return null;
        }
        try {
            return content instanceof Enum<?> constant ? constant.name() : content.toString();
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            // The application's toString() failed: its call must not fail for a label's sake.
            return null;
        }
    }
}
