package io.github.aperturecdi.labels;

import io.github.aperturecdi.reflect.BeanTypes;
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

/** The way from an argument to the value of a label. */
final class PropertyPath {

    /** Knows what a type says by itself. */
    private static final BeanTypes NO_BEAN = new BeanTypes(Object.class);

    private final MethodHandle[] steps;

    private PropertyPath(List<MethodHandle> steps) {
        this.steps = steps.toArray(MethodHandle[]::new);
    }

    /**
     * Compiles a path.
     *
     * @param argument the type where it begins
     * @param path names with dots between them; empty for the argument itself
     * @throws PropertyException if it cannot be followed to one value
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

    /** The content's type of an {@code Optional}, else the type. */
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

    /** The label's value; null for none. Never throws what the application's code throws. */
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
            // A getter or a toString() failed: its call must not fail for a label's sake.
            return null;
        }
    }
}
