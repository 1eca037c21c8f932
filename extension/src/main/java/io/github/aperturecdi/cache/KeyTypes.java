package io.github.aperturecdi.cache;

import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Which types have a text that says what they are. Without a {@code toString()} of its own an
 * object's text is a kind of address: no call would find its result, or it would find another's.
 */
final class KeyTypes {

    private static final Set<Class<?>> VALUES =
            Set.of(
                    String.class,
                    Boolean.class,
                    Character.class,
                    Byte.class,
                    Short.class,
                    Integer.class,
                    Long.class,
                    Float.class,
                    Double.class,
                    UUID.class);

    /** Kept with the class itself, so that it goes when the class does. */
    private static final ClassValue<Boolean> HAS_TEXT =
            new ClassValue<>() {
                @Override
                protected Boolean computeValue(Class<?> type) {
                    return type != Object.class && canHaveText(type);
                }
            };

    private KeyTypes() {}

    /**
     * Whether some value of a declared type can have such a text: false only where it is known that
     * none can.
     */
    static boolean canHaveText(Type declared) {
        return canHaveText(declared, new HashSet<>());
    }

    private static boolean canHaveText(Type declared, Set<Class<?>> asked) {
        if (declared instanceof ParameterizedType generic) {
            return generic.getRawType() == Optional.class
                    ? canHaveText(generic.getActualTypeArguments()[0], asked)
                    : canHaveText(generic.getRawType(), asked);
        }
        if (!(declared instanceof Class<?> type)) {
            return true;
        }
        if (type.isRecord()) {
            // By components, as KeyText does. A type that has itself inside is asked once.
            return !asked.add(type) || componentsCanHaveText(type, asked);
        }
        if (type.isArray() || Map.class.isAssignableFrom(type)) {
            return false;
        }
        if (Iterable.class.isAssignableFrom(type)) {
            return Path.class.isAssignableFrom(type);
        }
        return type == Object.class
                || Modifier.isAbstract(type.getModifiers())
                || hasOwnToString(type);
    }

    private static boolean componentsCanHaveText(Class<?> type, Set<Class<?>> asked) {
        for (RecordComponent component : type.getRecordComponents()) {
            if (!canHaveText(component.getGenericType(), asked)) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasOwnToString(Class<?> type) {
        try {
            return type.getMethod("toString").getDeclaringClass() != Object.class;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    /** Whether an object has such a text. */
    static boolean hasText(Object value) {
        return HAS_TEXT.get(value.getClass());
    }

    /** Whether a declared type has values of one class only, with one text for each. */
    static boolean isValue(Type declared) {
        return declared instanceof Class<?> type
                && (type.isPrimitive()
                        || type.isEnum()
                        || VALUES.contains(type)
                        || type.getPackageName().equals("java.time")
                                && Modifier.isFinal(type.getModifiers()));
    }
}
