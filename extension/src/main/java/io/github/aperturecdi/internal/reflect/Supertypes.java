package io.github.aperturecdi.internal.reflect;

import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The superclasses, interfaces and methods of a class. */
public final class Supertypes {

    private Supertypes() {}

    /**
     * A class and everything that it extends or implements.
     *
     * @param type the class
     * @return itself, then its superclasses and interfaces from near to far, each once, a
     *     superclass before interfaces of the same distance
     */
    public static Set<Class<?>> of(Class<?> type) {
        Set<Class<?>> found = new LinkedHashSet<>();
        Deque<Class<?>> next = new ArrayDeque<>(List.of(type));
        while (!next.isEmpty()) {
            Class<?> one = next.remove();
            if (found.add(one)) {
                if (one.getSuperclass() != null) {
                    next.add(one.getSuperclass());
                }
                next.addAll(List.of(one.getInterfaces()));
            }
        }
        return found;
    }

    /**
     * A class and everything that it extends or implements, with all classes before all interfaces.
     *
     * @param type the class
     * @return itself and its superclasses from near to far, then the interfaces of each, then those
     *     that these extend, each once
     */
    public static List<Class<?>> classesFirst(Class<?> type) {
        List<Class<?>> found = classes(type);
        for (int i = 0; i < found.size(); i++) {
            for (Class<?> parent : found.get(i).getInterfaces()) {
                if (!found.contains(parent)) {
                    found.add(parent);
                }
            }
        }
        return found;
    }

    /**
     * A class and its superclasses, without interfaces.
     *
     * @param type the class
     * @return itself, then its superclasses from near to far
     */
    public static List<Class<?>> classes(Class<?> type) {
        List<Class<?>> found = new ArrayList<>();
        for (Class<?> one = type; one != null; one = one.getSuperclass()) {
            found.add(one);
        }
        return found;
    }

    /**
     * The methods that a class declares.
     *
     * @param type the class
     * @return the methods, in an order that depends on the JVM
     * @throws LinkageError if a signature names a class that is absent, such as one of an optional
     *     library
     */
    public static List<Method> declaredMethods(Class<?> type) {
        return List.of(type.getDeclaredMethods());
    }

    /**
     * The methods that a class declares, if its signatures can be read.
     *
     * @param type the class
     * @return the methods; none for a class whose signatures name an absent class
     */
    public static List<Method> readableMethods(Class<?> type) {
        try {
            return declaredMethods(type);
        } catch (LinkageError e) {
            return List.of();
        }
    }

    /**
     * Whether a method overrides another one, or is overridden by it, if their types are related.
     *
     * @param one a method
     * @param other another method
     * @return true if both have the same name and the same erased parameter types
     */
    public static boolean sameSignature(Method one, Method other) {
        return one.getName().equals(other.getName())
                && Arrays.equals(one.getParameterTypes(), other.getParameterTypes());
    }
}
