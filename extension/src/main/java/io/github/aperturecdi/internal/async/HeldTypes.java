package io.github.aperturecdi.internal.async;

import io.github.aperturecdi.internal.reflect.BeanTypes;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Searches a type for what its values hold, such as the elements of a list. */
final class HeldTypes {

    private final Predicate<Class<?>> wanted;
    private final Set<Type> seen = new HashSet<>();

    private HeldTypes(Predicate<Class<?>> wanted) {
        this.wanted = wanted;
    }

    /** Whether values of the type hold a wanted class. The type itself does not count. */
    static boolean areIn(Type type, Predicate<Class<?>> wanted) {
        Type holder = type;
        while (holder instanceof TypeVariable<?> variable) {
            holder = variable.getBounds()[0];
        }
        Stream<Type> held;
        if (holder instanceof ParameterizedType generic && generic.getRawType() != Class.class) {
            held =
                    Stream.concat(
                            Arrays.stream(generic.getActualTypeArguments()),
                            contentOfAll((Class<?>) generic.getRawType()));
        } else if (holder instanceof Class<?> raw && !raw.isArray()) {
            held = contentOfAll(raw);
        } else {
            held = inside(holder);
        }
        HeldTypes search = new HeldTypes(wanted);
        return held.anyMatch(search::isOrHolds);
    }

    /** Whether values of the type are of a wanted class or hold one. */
    static boolean areInOrAre(Type type, Predicate<Class<?>> wanted) {
        return new HeldTypes(wanted).isOrHolds(type);
    }

    private boolean isOrHolds(Type type) {
        return seen.add(type)
                && (type instanceof Class<?> raw && wanted.test(raw)
                        || inside(type).anyMatch(this::isOrHolds));
    }

    /** The types in a type. {@code Class<T>} holds no {@code T}. */
    private static Stream<Type> inside(Type type) {
        if (type instanceof ParameterizedType generic) {
            return generic.getRawType() == Class.class
                    ? Stream.empty()
                    : Stream.concat(
                            Arrays.stream(generic.getActualTypeArguments()),
                            Stream.of(generic.getRawType()));
        }
        if (type instanceof GenericArrayType array) {
            return Stream.of(array.getGenericComponentType());
        }
        if (type instanceof WildcardType wildcard) {
            return Arrays.stream(wildcard.getUpperBounds());
        }
        if (type instanceof TypeVariable<?> variable) {
            return Arrays.stream(variable.getBounds());
        }
        Class<?> raw = (Class<?>) type;
        return raw.isArray()
                ? Stream.of(raw.componentType())
                : Stream.concat(content(raw).stream(), permitted(raw));
    }

    /** The content of a class and of what it permits, which take its place as a whole. */
    private static Stream<Type> contentOfAll(Class<?> type) {
        return Stream.concat(
                content(type).stream(), permitted(type).flatMap(HeldTypes::contentOfAll));
    }

    /** The permitted subclasses of a sealed class. */
    private static Stream<Class<?>> permitted(Class<?> type) {
        return type.isSealed() ? Arrays.stream(type.getPermittedSubclasses()) : Stream.empty();
    }

    /** The elements of a class that is a collection or a map, and the components of a record. */
    private static List<Type> content(Class<?> type) {
        List<Type> content = new ArrayList<>();
        try {
            for (Class<?> container : List.of(Iterable.class, Map.class)) {
                if (container.isAssignableFrom(type)) {
                    content.addAll(new BeanTypes(type).resolved(container.getTypeParameters()));
                }
            }
            if (type.isRecord()) {
                for (RecordComponent component : type.getRecordComponents()) {
                    content.add(component.getGenericType());
                }
            }
        } catch (TypeNotPresentException | LinkageError e) {
            // The class needs an optional library that is absent.
            return List.of();
        }
        return content;
    }
}
