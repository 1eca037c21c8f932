package io.github.aperturecdi.labels;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A type in which every type variable stands for something: for its argument where that is known,
 * else for its bound.
 *
 * @param raw the class
 * @param arguments what its type parameters stand for
 */
record ResolvedType(Class<?> raw, Map<TypeVariable<?>, ResolvedType> arguments) {

    static ResolvedType of(Class<?> type) {
        return new ResolvedType(type, Map.of());
    }

    /** A type as it is written in a member of {@code declaring}. */
    ResolvedType in(Class<?> declaring, Type type) {
        ResolvedType owner = as(declaring);
        return resolve(type, owner == null ? Map.of() : owner.arguments, Set.of());
    }

    private static ResolvedType resolve(
            Type type, Map<TypeVariable<?>, ResolvedType> known, Set<TypeVariable<?>> open) {
        if (type instanceof Class<?> raw) {
            return of(raw);
        }
        if (type instanceof ParameterizedType parameterized) {
            Class<?> raw = (Class<?>) parameterized.getRawType();
            Map<TypeVariable<?>, ResolvedType> arguments = new HashMap<>();
            for (int i = 0; i < raw.getTypeParameters().length; i++) {
                arguments.put(
                        raw.getTypeParameters()[i],
                        resolve(parameterized.getActualTypeArguments()[i], known, open));
            }
            return new ResolvedType(raw, Map.copyOf(arguments));
        }
        if (type instanceof WildcardType wildcard) {
            return resolve(wildcard.getUpperBounds()[0], known, open);
        }
        if (type instanceof TypeVariable<?> variable) {
            ResolvedType argument = known.get(variable);
            if (argument != null) {
                return argument;
            }
            // As in T extends Comparable<T>: the inner one could be anything.
            return open.contains(variable)
                    ? of(Object.class)
                    : resolve(variable.getBounds()[0], known, with(open, variable));
        }
        ResolvedType item =
                resolve(((GenericArrayType) type).getGenericComponentType(), known, open);
        return of(item.raw.arrayType());
    }

    private static Set<TypeVariable<?>> with(Set<TypeVariable<?>> open, TypeVariable<?> variable) {
        Set<TypeVariable<?>> more = new HashSet<>(open);
        more.add(variable);
        return more;
    }

    /** This type as its supertype {@code ancestor} sees it; null where that is no supertype. */
    private @Nullable ResolvedType as(Class<?> ancestor) {
        if (raw == ancestor) {
            return this;
        }
        for (ResolvedType parent : parents()) {
            ResolvedType found = parent.as(ancestor);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** The superclass, then the interfaces. */
    List<ResolvedType> parents() {
        List<ResolvedType> parents = new ArrayList<>();
        if (raw.getGenericSuperclass() != null) {
            parents.add(resolve(raw.getGenericSuperclass(), arguments, Set.of()));
        }
        for (Type parent : raw.getGenericInterfaces()) {
            parents.add(resolve(parent, arguments, Set.of()));
        }
        return parents;
    }

    /** The content's type of an {@code Optional}, else this. */
    ResolvedType unwrapped() {
        if (raw == Optional.class) {
            return arguments
                    .getOrDefault(Optional.class.getTypeParameters()[0], of(Object.class))
                    .unwrapped();
        }
        if (raw == OptionalInt.class) {
            return of(int.class);
        }
        if (raw == OptionalLong.class) {
            return of(long.class);
        }
        return raw == OptionalDouble.class ? of(double.class) : this;
    }
}
