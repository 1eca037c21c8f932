package io.github.aperturecdi.internal.labels;

import io.github.aperturecdi.internal.Exhausted;
import io.github.aperturecdi.internal.reflect.BeanTypes;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A compiled path of properties that leads from an argument to the value of a label. */
final class PropertyPath {

    /** Resolves a type without a bean: a path begins with a type that is resolved already. */
    private static final BeanTypes NO_BEAN = new BeanTypes(Object.class);

    private final MethodHandle[] steps;

    private PropertyPath(List<MethodHandle> steps) {
        this.steps = steps.toArray(MethodHandle[]::new);
    }

    /**
     * Compiles a path.
     *
     * @param argument the type of the argument
     * @param path names of properties, separated by dots; empty for the argument itself
     * @throws PropertyException if the path does not lead to one value
     */
    static PropertyPath of(Type argument, String path) throws PropertyException {
        List<MethodHandle> steps = new ArrayList<>();
        Type type = unwrapped(argument);
        for (String name : path.isEmpty() ? new String[0] : path.split("\\.", -1)) {
            if (LabelText.isMany(NO_BEAN.raw(type))) {
                throw PropertyException.many(NO_BEAN.raw(type), name);
            }
            ReadableProperties properties = new ReadableProperties(type);
            steps.add(properties.reader(name));
            type = unwrapped(properties.type(name));
        }
        if (LabelText.isMany(NO_BEAN.raw(type))) {
            throw PropertyException.many(NO_BEAN.raw(type), null);
        }
        return new PropertyPath(steps);
    }

    /** The type of an {@code Optional}'s content, or the type itself. */
    private static Type unwrapped(Type type) {
        Class<?> raw = NO_BEAN.raw(type);
        if (raw == Optional.class) {
            return type instanceof ParameterizedType optional
                    ? unwrapped(NO_BEAN.bounded(optional.getActualTypeArguments()[0]))
                    : Object.class;
        }
        if (raw == OptionalInt.class) {
            return int.class;
        }
        if (raw == OptionalLong.class) {
            return long.class;
        }
        return raw == OptionalDouble.class ? double.class : type;
    }

    /**
     * The value of the label; null for none. Failures of the application's code count as none,
     * except for a lack of stack or memory.
     */
    @Nullable String read(@Nullable Object argument) {
        try {
            @Nullable Object value = LabelText.unwrapped(argument);
            for (MethodHandle step : steps) {
                if (value == null) {
                    return null;
                }
                value = LabelText.unwrapped((Object) step.invokeExact(value));
            }
            return LabelText.of(value);
        } catch (Throwable e) {
            Exhausted.rethrow(e);
            // A getter or a toString() failed. A label must not fail the call.
            return null;
        }
    }
}
