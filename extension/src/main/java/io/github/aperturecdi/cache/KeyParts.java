package io.github.aperturecdi.cache;

import io.github.aperturecdi.FlowCacheKey;
import io.github.aperturecdi.internal.reflect.Supertypes;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an application's object that identify it in a key: the method marked with {@link
 * FlowCacheKey}, or else the fields of a record. A subclass may have more state than the class that
 * it inherits a marked method from, so it has to mark one itself. A marked abstract method holds
 * for every class that implements it.
 */
final class KeyParts {

    /**
     * Kept with the class. The value holds only JDK types: a type of this library would keep the
     * application's class loader alive where the class outlives it.
     */
    private static final ClassValue<Optional<List<Member>>> PARTS =
            new ClassValue<>() {
                @Override
                protected Optional<List<Member>> computeValue(Class<?> type) {
                    return Optional.ofNullable(find(type));
                }
            };

    private KeyParts() {}

    /** The parts, each a field or a method; null when the class has none. */
    static @Nullable List<Member> of(Class<?> type) {
        return PARTS.get(type).orElse(null);
    }

    private static @Nullable List<Member> find(Class<?> type) {
        List<Member> marked = marked(type);
        if (marked.isEmpty()) {
            for (Class<?> parent : Supertypes.of(type)) {
                marked(parent).stream()
                        .filter(method -> Modifier.isAbstract(method.getModifiers()))
                        .forEach(marked::add);
            }
        }
        if (!marked.isEmpty()) {
            return marked.size() == 1 && isText((Method) marked.get(0)) ? opened(marked) : null;
        }
        return type.isRecord() ? opened(fields(type)) : null;
    }

    private static List<Member> marked(Class<?> type) {
        List<Member> marked = new ArrayList<>();
        for (Method method : Supertypes.declaredMethods(type)) {
            if (method.isAnnotationPresent(FlowCacheKey.class) && !method.isBridge()) {
                marked.add(method);
            }
        }
        return marked;
    }

    private static boolean isText(Method method) {
        return method.getParameterCount() == 0
                && method.getReturnType() != void.class
                && !Modifier.isStatic(method.getModifiers());
    }

    /** The fields, as accessors may return less than the field holds. */
    private static List<Member> fields(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .map(Member.class::cast)
                .toList();
    }

    /** Null where the module does not open the class. */
    private static @Nullable List<Member> opened(List<Member> parts) {
        return parts.stream().allMatch(part -> ((AccessibleObject) part).trySetAccessible())
                ? parts
                : null;
    }

    static Type type(Member part) {
        return part instanceof Field field
                ? field.getGenericType()
                : ((Method) part).getGenericReturnType();
    }

    static @Nullable Object value(Member part, Object of) throws ReflectiveOperationException {
        return part instanceof Field field ? field.get(of) : ((Method) part).invoke(of);
    }
}
