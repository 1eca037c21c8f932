package io.github.aperturecdi.internal.reflect;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Types as Java source shows them. */
final class TypeText {

    private TypeText() {}

    static String of(Type type) {
        if (type instanceof ParameterizedType generic) {
            return generic.getRawType().getTypeName()
                    + joined(List.of(generic.getActualTypeArguments()), ", ", "<", ">");
        }
        if (type instanceof GenericArrayType array) {
            return of(array.getGenericComponentType()) + "[]";
        }
        if (type instanceof WildcardType wildcard) {
            return wildcard.getLowerBounds().length > 0
                    ? "? super " + joined(List.of(wildcard.getLowerBounds()), " & ", "", "")
                    : "?" + extended(List.of(wildcard.getUpperBounds()));
        }
        return type.getTypeName();
    }

    static String joined(List<Type> types, String between, String before, String after) {
        return types.stream().map(TypeText::of).collect(Collectors.joining(between, before, after));
    }

    /**
     * The type variables that a method declares, followed by a space; empty if it declares none.
     */
    static String variables(TypeVariable<?>[] variables, BeanTypes types) {
        return variables.length == 0
                ? ""
                : Arrays.stream(variables)
                        .map(v -> v.getName() + extended(types.resolved(v.getBounds())))
                        .collect(Collectors.joining(", ", "<", "> "));
    }

    private static String extended(List<Type> bounds) {
        return bounds.equals(List.of(Object.class))
                ? ""
                : " extends " + joined(bounds, " & ", "", "");
    }
}
