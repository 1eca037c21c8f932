package io.github.aperturecdi.refusal;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The types in the methods of a class, with what the class says of its superclasses' variables. */
final class ResolvedTypes {

    private final Map<TypeVariable<?>, Type> variables = new HashMap<>();

    ResolvedTypes(Class<?> type) {
        learn(type);
    }

    private void learn(Class<?> type) {
        for (Type parent : type.getGenericInterfaces()) {
            learnParent(parent);
        }
        Type parent = type.getGenericSuperclass();
        if (parent != null) {
            learnParent(parent);
        }
    }

    private void learnParent(Type parent) {
        if (parent instanceof ParameterizedType generic) {
            Class<?> raw = (Class<?>) generic.getRawType();
            TypeVariable<?>[] names = raw.getTypeParameters();
            Type[] arguments = generic.getActualTypeArguments();
            for (int i = 0; i < names.length; i++) {
                variables.put(names[i], resolved(arguments[i]));
            }
            learn(raw);
        } else {
            learn((Class<?>) parent);
        }
    }

    private Type resolved(Type type) {
        Type known = type instanceof TypeVariable<?> ? variables.get(type) : null;
        if (known != null) {
            return known;
        }
        if (type instanceof ParameterizedType generic) {
            return new Parameterized(
                    (Class<?>) generic.getRawType(), of(generic.getActualTypeArguments()));
        }
        if (type instanceof GenericArrayType array) {
            Type component = resolved(array.getGenericComponentType());
            return component instanceof Class<?> c ? c.arrayType() : new ArrayOf(component);
        }
        return type;
    }

    List<Type> of(Type... types) {
        return Arrays.stream(types).map(this::resolved).toList();
    }

    /** Whether what one method returns may be returned in the other's place. */
    boolean canStandFor(Method fallback, Method method) {
        Type own = resolved(fallback.getGenericReturnType());
        Type wanted = resolved(method.getGenericReturnType());
        if (same(own, wanted)) {
            return true;
        }
        Class<?> ownClass = erased(own, fallback.getReturnType());
        Class<?> wantedClass = erased(wanted, method.getReturnType());
        boolean differentArguments =
                ownClass == wantedClass
                        && own instanceof Parameterized a
                        && wanted instanceof Parameterized b
                        && !canStandFor(a.arguments(), b.arguments());
        return wantedClass.isAssignableFrom(ownClass) && !differentArguments;
    }

    private static boolean canStandFor(List<Type> own, List<Type> wanted) {
        for (int i = 0; i < own.size(); i++) {
            boolean open = isOpen(own.get(i)) || isOpen(wanted.get(i));
            if (!open && !same(own.get(i), wanted.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** What only a compiler could compare is not for us to refuse. */
    private static boolean isOpen(Type type) {
        return type instanceof WildcardType || type instanceof TypeVariable<?>;
    }

    private static Class<?> erased(Type type, Class<?> otherwise) {
        if (type instanceof Class<?> known) {
            return known;
        }
        return type instanceof Parameterized generic ? generic.raw() : otherwise;
    }

    static boolean same(List<Type> a, List<Type> b) {
        for (int i = 0; i < a.size(); i++) {
            if (!same(a.get(i), b.get(i))) {
                return false;
            }
        }
        return a.size() == b.size();
    }

    private static boolean same(Type a, Type b) {
        if (a instanceof Parameterized left && b instanceof Parameterized right) {
            return left.raw() == right.raw() && same(left.arguments(), right.arguments());
        }
        if (a instanceof ArrayOf left && b instanceof ArrayOf right) {
            return same(left.component(), right.component());
        }
        if (a instanceof WildcardType left && b instanceof WildcardType right) {
            return same(List.of(left.getUpperBounds()), List.of(right.getUpperBounds()))
                    && same(List.of(left.getLowerBounds()), List.of(right.getLowerBounds()));
        }
        if (a instanceof TypeVariable<?> left && b instanceof TypeVariable<?> right) {
            return a.equals(b) || isSameOfMethod(left, right);
        }
        return a.equals(b);
    }

    /** Two methods name their own variables as they like: the position counts. */
    private static boolean isSameOfMethod(TypeVariable<?> a, TypeVariable<?> b) {
        return a.getGenericDeclaration() instanceof Method left
                && b.getGenericDeclaration() instanceof Method right
                && Arrays.asList(left.getTypeParameters()).indexOf(a)
                        == Arrays.asList(right.getTypeParameters()).indexOf(b)
                && Arrays.equals(a.getBounds(), b.getBounds());
    }

    private record Parameterized(Class<?> raw, List<Type> arguments) implements Type {

        @Override
        public String getTypeName() {
            return raw.getTypeName()
                    + arguments.stream()
                            .map(Type::getTypeName)
                            .collect(java.util.stream.Collectors.joining(", ", "<", ">"));
        }
    }

    private record ArrayOf(Type component) implements Type {

        @Override
        public String getTypeName() {
            return component.getTypeName() + "[]";
        }
    }
}
