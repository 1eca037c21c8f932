package io.github.aperturecdi.cache;

import java.lang.reflect.Member;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A text that identifies a list of values. Each value is written as its length and its exact text,
 * so that one value cannot look like two. Where the declared type leaves the class open, the class
 * is written too: the number 1 is not the text "1".
 */
final class KeyText {

    private static final char NULL = '-';
    private static final char EMPTY = '~';
    private static final char PRESENT = '?';

    private final StringBuilder text = new StringBuilder();

    /**
     * Adds a value.
     *
     * @return false when the value has no exact text; this object must not be used then
     * @throws RuntimeException if the application's own methods throw it
     * @throws ReflectiveOperationException if a part of an object cannot be read
     */
    boolean add(@Nullable Object value, Type declared) throws ReflectiveOperationException {
        if (value == null) {
            text.append(NULL);
            return true;
        }
        if (value instanceof Optional<?> optional) {
            text.append(optional.isPresent() ? PRESENT : EMPTY);
            return optional.isEmpty() || add(optional.get(), content(declared));
        }
        if (value instanceof Enum<?> constant) {
            return add(constant.getDeclaringClass(), declared, constant.name());
        }
        String exact = ExactText.of(value);
        return exact == null ? addParts(value) : add(value.getClass(), declared, exact);
    }

    private static Type content(Type optional) {
        return optional instanceof ParameterizedType generic
                ? generic.getActualTypeArguments()[0]
                : Object.class;
    }

    private boolean add(Class<?> type, Type declared, String value) {
        if (!KeyTypes.isOfOneClass(declared)) {
            ExactText.append(text, type.getName());
        }
        ExactText.append(text, value);
        return true;
    }

    /** Writes the names of the parts, too: another version may have them in another order. */
    private boolean addParts(Object value) throws ReflectiveOperationException {
        List<Member> parts = KeyParts.of(value.getClass());
        if (parts == null) {
            return false;
        }
        ExactText.append(text, value.getClass().getName());
        for (Member part : parts) {
            ExactText.append(text, part.getName());
            if (!add(KeyParts.value(part, value), KeyParts.type(part))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
