package io.github.aperturecdi.internal.labels;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Turns values into the texts of labels. */
final class LabelText {

    private LabelText() {}

    /**
     * Whether a type is an array, a collection or a map, whose text does not identify the value.
     */
    static boolean isMany(Class<?> type) {
        return type.isArray()
                || Collection.class.isAssignableFrom(type)
                || Map.class.isAssignableFrom(type);
    }

    /**
     * The content of an {@code Optional}, or the value itself; null for null and an empty {@code
     * Optional}.
     */
    static @Nullable Object unwrapped(@Nullable Object value) {
        if (value instanceof Optional<?> optional) {
            return unwrapped(optional.orElse(null));
        }
        if (value instanceof OptionalInt optional) {
            return optional.isPresent() ? optional.getAsInt() : null;
        }
        if (value instanceof OptionalLong optional) {
            return optional.isPresent() ? optional.getAsLong() : null;
        }
        if (value instanceof OptionalDouble optional) {
            return optional.isPresent() ? optional.getAsDouble() : null;
        }
        return value;
    }

    /**
     * The text of a value; null for null, an array, a collection or a map. The declared type may be
     * {@code Object}, so the value's own class is checked.
     */
    static @Nullable String of(@Nullable Object value) {
        if (value instanceof String text) {
            // HotSpot searches the interfaces of a class one by one, which takes 50 ns for String.
            return text;
        }
        if (value == null || isMany(value.getClass())) {
            return null;
        }
        return value instanceof Enum<?> constant ? constant.name() : value.toString();
    }
}
