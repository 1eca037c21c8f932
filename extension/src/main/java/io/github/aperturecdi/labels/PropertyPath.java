package io.github.aperturecdi.labels;

import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The way from an argument to the value of a label. */
final class PropertyPath {

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
    static PropertyPath of(ResolvedType argument, String path) throws PropertyException {
        List<MethodHandle> steps = new ArrayList<>();
        ResolvedType type = argument.unwrapped();
        for (String name : path.isEmpty() ? new String[0] : path.split("\\.", -1)) {
            if (LabelText.isMany(type.raw())) {
                throw PropertyException.many(type.raw(), name);
            }
            Properties properties = new Properties(type);
            steps.add(properties.reader(name));
            type = properties.type(name).unwrapped();
        }
        if (LabelText.isMany(type.raw())) {
            throw PropertyException.many(type.raw(), null);
        }
        return new PropertyPath(steps);
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
