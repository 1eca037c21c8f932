package io.github.aperturecdi.cache;

import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Which declared types can be a part of a key. A type such as {@code Number} leaves the class open;
 * then each value decides, and a call with one that has no text is not cached.
 */
final class KeyTypes {

    /** The records and type variables under inspection: a type may contain itself. */
    private final Set<Type> path = new HashSet<>();

    private KeyTypes() {}

    /** Whether values of a declared type have a {@link KeyText}. */
    static boolean canBeKey(Type declared) {
        return new KeyTypes().canBeKey(declared, Map.of());
    }

    /**
     * @param arguments for each type variable, whether its type can be a part of a key
     */
    private boolean canBeKey(Type declared, Map<TypeVariable<?>, Boolean> arguments) {
        if (declared instanceof Class<?> type) {
            return canBeKey(type, Map.of());
        }
        if (declared instanceof ParameterizedType generic) {
            return canBeKey(generic, arguments);
        }
        if (declared instanceof WildcardType wildcard) {
            return canBeKey(wildcard.getUpperBounds()[0], arguments);
        }
        if (!(declared instanceof TypeVariable<?> variable)) {
            return false;
        }
        Boolean argument = arguments.get(variable);
        if (argument != null) {
            return argument;
        }
        return inside(
                variable,
                () ->
                        Arrays.stream(variable.getBounds())
                                .anyMatch(bound -> canBeKey(bound, arguments)));
    }

    private boolean canBeKey(ParameterizedType generic, Map<TypeVariable<?>, Boolean> arguments) {
        Class<?> raw = (Class<?>) generic.getRawType();
        if (raw == Optional.class) {
            return canBeKey(generic.getActualTypeArguments()[0], arguments);
        }
        Map<TypeVariable<?>, Boolean> own = new HashMap<>();
        for (int i = 0; i < raw.getTypeParameters().length; i++) {
            own.put(
                    raw.getTypeParameters()[i],
                    canBeKey(generic.getActualTypeArguments()[i], arguments));
        }
        return canBeKey(raw, own);
    }

    private boolean canBeKey(Class<?> type, Map<TypeVariable<?>, Boolean> arguments) {
        List<Member> parts = KeyParts.of(type);
        if (parts != null) {
            return inside(
                    type,
                    () ->
                            parts.stream()
                                    .allMatch(part -> canBeKey(KeyParts.type(part), arguments)));
        }
        if (type.isSealed() && !type.isEnum()) {
            return Modifier.isAbstract(type.getModifiers())
                    && inside(
                            type,
                            () ->
                                    Arrays.stream(type.getPermittedSubclasses())
                                            .allMatch(permitted -> canBeKey(permitted, Map.of())));
        }
        return type.isEnum()
                || type == Enum.class
                || type == Record.class
                || type == Optional.class
                || ExactText.mayHave(type);
    }

    /** A type that contains itself is inspected once. */
    private boolean inside(Type type, BooleanSupplier answer) {
        if (!path.add(type)) {
            return true;
        }
        try {
            return answer.getAsBoolean();
        } finally {
            path.remove(type);
        }
    }

    /** Whether all values of a declared type have the same class. */
    static boolean isOfOneClass(Type declared) {
        return declared instanceof Class<?> type
                && (type.isEnum() || ExactText.has(type) && Modifier.isFinal(type.getModifiers()));
    }
}
