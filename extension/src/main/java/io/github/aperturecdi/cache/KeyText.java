package io.github.aperturecdi.cache;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A text of several values that no other values have. Each value stands by its length and its own
 * text, so none can pretend to be two; where the declared type leaves the class open, the class
 * stands before it, so that the number 1 is not the text "1".
 */
final class KeyText {

    private static final char NULL = '-';
    private static final char EMPTY = '~';
    private static final char PRESENT = '?';

    /**
     * A record's accessors, kept with its class. Of the JDK's types only: a type of this library's
     * would keep the application's class loader wherever the record's class lives longer.
     */
    private static final ClassValue<Method[]> ACCESSORS =
            new ClassValue<>() {
                @Override
                protected Method[] computeValue(Class<?> type) {
                    RecordComponent[] components = type.getRecordComponents();
                    Method[] accessors = new Method[components.length];
                    for (int i = 0; i < accessors.length; i++) {
                        accessors[i] = components[i].getAccessor();
                        accessors[i].setAccessible(true);
                    }
                    return accessors;
                }
            };

    private final StringBuilder text;

    KeyText() {
        text = new StringBuilder();
    }

    /**
     * Adds a value.
     *
     * @return false when it has no text; this is of no use then
     * @throws RuntimeException if the application's own methods throw it
     * @throws ReflectiveOperationException if a record's component cannot be read
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
        if (value instanceof Record record) {
            return addParts(record);
        }
        return KeyTypes.hasText(value) && add(value.getClass(), declared, value.toString());
    }

    private static Type content(Type optional) {
        return optional instanceof ParameterizedType generic
                ? generic.getActualTypeArguments()[0]
                : Object.class;
    }

    private boolean add(Class<?> type, Type declared, String value) {
        if (!KeyTypes.isValue(declared)) {
            add(type.getName());
        }
        add(value);
        return true;
    }

    private boolean addParts(Record value) throws ReflectiveOperationException {
        add(value.getClass().getName());
        for (Method accessor : ACCESSORS.get(value.getClass())) {
            if (!add(accessor.invoke(value), accessor.getGenericReturnType())) {
                return false;
            }
        }
        return true;
    }

    private void add(String value) {
        text.append(value.length()).append(':').append(value);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
