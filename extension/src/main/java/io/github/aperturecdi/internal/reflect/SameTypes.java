package io.github.aperturecdi.internal.reflect;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares the types of two methods up to the names of their type variables (Java Language
 * Specification, 8.4.2). It remembers which variable of one method stands for which of the other.
 */
public final class SameTypes {

    private final BeanTypes types;
    private final Map<TypeVariable<?>, TypeVariable<?>> partners = new HashMap<>();

    /**
     * Begins a comparison.
     *
     * @param types the types of the bean that has both methods
     */
    public SameTypes(BeanTypes types) {
        this.types = types;
    }

    /**
     * Compares lists of types, as they are in the bean.
     *
     * @param a the types of one method
     * @param b the types of the other
     * @return true if they differ at most in the names of the methods' variables
     */
    public boolean same(List<Type> a, List<Type> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!same(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Compares one type of each.
     *
     * @param a the types of one method
     * @param b the types of the other
     * @return as above
     */
    public boolean same(Type a, Type b) {
        if (a instanceof ParameterizedType left && b instanceof ParameterizedType right) {
            return left.getRawType().equals(right.getRawType())
                    && same(
                            List.of(left.getActualTypeArguments()),
                            List.of(right.getActualTypeArguments()));
        }
        if (a instanceof GenericArrayType left && b instanceof GenericArrayType right) {
            return same(left.getGenericComponentType(), right.getGenericComponentType());
        }
        if (a instanceof WildcardType left && b instanceof WildcardType right) {
            return same(List.of(left.getUpperBounds()), List.of(right.getUpperBounds()))
                    && same(List.of(left.getLowerBounds()), List.of(right.getLowerBounds()));
        }
        if (a instanceof TypeVariable<?> left && b instanceof TypeVariable<?> right) {
            return a.equals(b) || areOfMethods(left, right) && arePartners(left, right);
        }
        return a.equals(b);
    }

    private static boolean areOfMethods(TypeVariable<?> a, TypeVariable<?> b) {
        return a.getGenericDeclaration() instanceof Method
                && b.getGenericDeclaration() instanceof Method;
    }

    /** Notes the pair before it compares their bounds, in which the variables may occur again. */
    private boolean arePartners(TypeVariable<?> a, TypeVariable<?> b) {
        TypeVariable<?> ofA = partner(a);
        TypeVariable<?> ofB = partner(b);
        if (ofA != null || ofB != null) {
            return b.equals(ofA) && a.equals(ofB);
        }
        partners.put(a, b);
        partners.put(b, a);
        return same(types.resolved(a.getBounds()), types.resolved(b.getBounds()));
    }

    private @Nullable TypeVariable<?> partner(TypeVariable<?> variable) {
        return partners.get(variable);
    }

    /**
     * A method's parameters as messages show them.
     *
     * @param method the method
     * @return its type variables with their bounds, and its parameter types in the bean
     */
    public String text(Method method) {
        return TypeText.variables(method.getTypeParameters(), types)
                + TypeText.joined(
                        types.resolved(method.getGenericParameterTypes()), ", ", "(", ")");
    }
}
