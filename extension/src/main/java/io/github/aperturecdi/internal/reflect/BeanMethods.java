package io.github.aperturecdi.internal.reflect;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The methods of a bean: the inherited, the overridden, and those behind a compiler's bridge. */
public final class BeanMethods {

    private BeanMethods() {}

    /**
     * The declared and inherited methods of a bean.
     *
     * @param bean the bean's class, or an interface whose bean the container generates
     * @return the methods without overridden ones and without those of {@link Object}
     * @throws LinkageError if a signature names a class that is absent
     */
    public static Collection<Method> of(Class<?> bean) {
        Map<Object, Method> found = new LinkedHashMap<>();
        for (Class<?> type : Supertypes.classes(bean)) {
            if (type != Object.class) {
                Supertypes.declaredMethods(type).forEach(method -> add(found, method));
            }
        }
        for (Method method : bean.getMethods()) {
            // An interface whose bean the container generates counts with all its methods.
            if (method.isDefault() || bean.isInterface() && !isStatic(method)) {
                add(found, method);
            }
        }
        return found.values();
    }

    private static void add(Map<Object, Method> found, Method method) {
        if (!method.isSynthetic()) {
            // A private method is never overridden.
            found.putIfAbsent(
                    Modifier.isPrivate(method.getModifiers())
                            ? method
                            : List.of(method.getName(), List.of(method.getParameterTypes())),
                    method);
        }
    }

    /**
     * The method that a bridge calls: the author's method with the types as written, in the same
     * class or in a superclass that is less visible.
     *
     * @param method a method
     * @return the method behind it; the method itself if it is no bridge
     */
    public static Method bridged(Method method) {
        if (!method.isBridge()) {
            return method;
        }
        List<Method> targets =
                Supertypes.classes(method.getDeclaringClass()).stream()
                        .flatMap(type -> Supertypes.declaredMethods(type).stream())
                        .filter(other -> isInherited(other) && takes(other, method))
                        .toList();
        if (targets.isEmpty()) {
            return method;
        }
        // Overloads may take the arguments as well. The bridge is there for a method of a
        // supertype.
        BeanTypes types = new BeanTypes(method.getDeclaringClass());
        Set<List<Class<?>>> parameters =
                Supertypes.of(method.getDeclaringClass()).stream()
                        .flatMap(type -> Supertypes.readableMethods(type).stream())
                        .filter(other -> !other.isBridge())
                        .filter(other -> Supertypes.sameSignature(other, method))
                        .map(types::parameters)
                        .collect(Collectors.toSet());
        return targets.stream()
                .filter(other -> parameters.contains(types.parameters(other)))
                .findFirst()
                .orElse(targets.get(0));
    }

    /** Whether a bridge can pass its arguments to another method. */
    private static boolean takes(Method other, Method bridge) {
        Class<?>[] narrow = other.getParameterTypes();
        Class<?>[] wide = bridge.getParameterTypes();
        if (!other.getName().equals(bridge.getName()) || narrow.length != wide.length) {
            return false;
        }
        for (int i = 0; i < wide.length; i++) {
            if (!wide[i].isAssignableFrom(narrow[i])) {
                return false;
            }
        }
        return true;
    }

    /**
     * A method and the methods that it overrides or implements.
     *
     * @param bean the bean's class
     * @param types the types of the bean, by which parameters are compared
     * @param method a method of the bean
     * @return the method itself, then the others from near to far
     */
    public static List<Method> declarations(Class<?> bean, BeanTypes types, Method method) {
        List<Method> declarations = new ArrayList<>(List.of(method));
        List<Class<?>> parameters = types.parameters(method);
        for (Class<?> type : Supertypes.of(bean)) {
            for (Method other : Supertypes.readableMethods(type)) {
                if (!other.equals(method)
                        && isInherited(other)
                        && other.getName().equals(method.getName())
                        && types.parameters(other).equals(parameters)) {
                    declarations.add(other);
                }
            }
        }
        return declarations;
    }

    private static boolean isInherited(Method method) {
        return !method.isBridge()
                && !isStatic(method)
                && !Modifier.isPrivate(method.getModifiers());
    }

    private static boolean isStatic(Method method) {
        return Modifier.isStatic(method.getModifiers());
    }
}
