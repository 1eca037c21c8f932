package io.github.aperturecdi.internal.reflect;

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

/**
 * Resolves types in the methods of a bean: the {@code T} of a base class is {@code String} in a
 * bean that extends {@code Base<String>}.
 */
public final class BeanTypes {

    private final Map<TypeVariable<?>, Type> variables = new HashMap<>();

    /**
     * Creates the types of a bean.
     *
     * @param bean the bean's class, or a container's subclass of it; any other type will do, with
     *     or without type arguments
     */
    public BeanTypes(Type bean) {
        if (bean instanceof ParameterizedType) {
            learn(bean);
        } else {
            learnParents(erased(bean));
        }
    }

    private void learnParents(Class<?> type) {
        for (Type parent : type.getGenericInterfaces()) {
            learn(parent);
        }
        Type parent = type.getGenericSuperclass();
        if (parent != null) {
            learn(parent);
        }
    }

    private void learn(Type parent) {
        Class<?> raw = erased(parent);
        TypeVariable<?>[] names = raw.getTypeParameters();
        for (int i = 0; i < names.length; i++) {
            Type argument =
                    parent instanceof ParameterizedType generic
                            ? resolved(generic.getActualTypeArguments()[i])
                            // A raw supertype has erased types.
                            : erased(names[i]);
            variables.put(names[i], argument);
        }
        learnParents(raw);
    }

    /**
     * A type as it is in the bean.
     *
     * @param type a type as it is written in a class or interface of the bean
     * @return the type; variables that the bean leaves open, such as a method's own, stay
     */
    public Type resolved(Type type) {
        if (type instanceof TypeVariable<?>) {
            return variables.getOrDefault(type, type);
        }
        if (type instanceof ParameterizedType generic) {
            List<Type> arguments = resolved(generic.getActualTypeArguments());
            return arguments.equals(List.of(generic.getActualTypeArguments()))
                    ? type
                    : new Generic(
                            (Class<?>) generic.getRawType(), arguments, generic.getOwnerType());
        }
        if (type instanceof GenericArrayType array) {
            Type component = resolved(array.getGenericComponentType());
            return component instanceof Class<?> item ? item.arrayType() : new ArrayOf(component);
        }
        if (type instanceof WildcardType wildcard) {
            return new Wildcard(
                    resolved(wildcard.getUpperBounds()), resolved(wildcard.getLowerBounds()));
        }
        return type;
    }

    /**
     * Resolves several types as {@link #resolved(Type)} does.
     *
     * @param types the types
     * @return one for each, in their order
     */
    public List<Type> resolved(Type... types) {
        return Arrays.stream(types).map(this::resolved).toList();
    }

    /**
     * A type as it is in the bean, with bounds in place of what the bean leaves open.
     *
     * @param type a type as it is written in a class or interface of the bean
     * @return the type; a wildcard, and a variable that the bean leaves open, becomes its bound
     */
    public Type bounded(Type type) {
        Type resolved = resolved(type);
        if (resolved instanceof WildcardType wildcard) {
            return bounded(wildcard.getUpperBounds()[0]);
        }
        return resolved instanceof TypeVariable<?> variable
                ? bounded(variable.getBounds()[0])
                : resolved;
    }

    /**
     * The classes of a method's parameters as they are in the bean.
     *
     * @param method a method of the bean
     * @return one for each, in their order: {@code handle(T)} of a generic interface is {@code
     *     handle(Order)}
     */
    public List<Class<?>> parameters(Method method) {
        return Arrays.stream(method.getGenericParameterTypes()).<Class<?>>map(this::raw).toList();
    }

    /**
     * The class of a type as it is in the bean.
     *
     * @param type a type as it is written in a class or interface of the bean
     * @return the class; for a variable that the bean leaves open, the class of its bound
     */
    public Class<?> raw(Type type) {
        return erased(resolved(type));
    }

    private Class<?> erased(Type type) {
        if (type instanceof Class<?> raw) {
            return raw;
        }
        if (type instanceof ParameterizedType generic) {
            return (Class<?>) generic.getRawType();
        }
        if (type instanceof GenericArrayType array) {
            return erased(array.getGenericComponentType()).arrayType();
        }
        Type bound =
                type instanceof WildcardType wildcard
                        ? wildcard.getUpperBounds()[0]
                        : ((TypeVariable<?>) type).getBounds()[0];
        return erased(variables.getOrDefault(bound, bound));
    }

    /** Equal to the JDK's parameterized types, as codecs may compare them. */
    private record Generic(Class<?> raw, List<Type> arguments, Type owner)
            implements ParameterizedType {

        @Override
        public Type[] getActualTypeArguments() {
            return arguments.toArray(Type[]::new);
        }

        @Override
        public Type getRawType() {
            return raw;
        }

        @Override
        public Type getOwnerType() {
            return owner;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ParameterizedType type
                    && raw.equals(type.getRawType())
                    && arguments.equals(List.of(type.getActualTypeArguments()));
        }

        @Override
        public int hashCode() {
            return raw.hashCode() ^ arguments.hashCode();
        }

        @Override
        public String toString() {
            return TypeText.of(this);
        }
    }

    private record ArrayOf(Type component) implements GenericArrayType {

        @Override
        public Type getGenericComponentType() {
            return component;
        }

        @Override
        public String toString() {
            return TypeText.of(this);
        }
    }

    private record Wildcard(List<Type> upper, List<Type> lower) implements WildcardType {

        @Override
        public Type[] getUpperBounds() {
            return upper.toArray(Type[]::new);
        }

        @Override
        public Type[] getLowerBounds() {
            return lower.toArray(Type[]::new);
        }

        @Override
        public String toString() {
            return TypeText.of(this);
        }
    }
}
