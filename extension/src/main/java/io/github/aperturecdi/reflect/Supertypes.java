package io.github.aperturecdi.reflect;

import java.lang.reflect.Method;
import java.util.ArrayDeque;
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
     * The methods that a class declares.
     *
     * @param type the class
     * @return the methods; none for a class whose signatures name an optional library that is
     *     absent
     */
    public static List<Method> declaredMethods(Class<?> type) {
        try {
            return List.of(type.getDeclaredMethods());
        } catch (LinkageError e) {
            return List.of();
        }
    }
}
