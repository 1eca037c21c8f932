package io.github.aperturecdi.internal.reflect;

import java.lang.reflect.Method;

/** The class that an application's author wrote, below the classes that a container generates. */
public final class BeanClass {

    private BeanClass() {}

    /**
     * The class of a bean. A container may implement an interface, such as a REST client's; the
     * superclasses of such a bean are the container's and do not have the method.
     *
     * @param target an instance's class, often a subclass that the container generated
     * @param method a method of the bean
     * @return the nearest class that is not generated and has the method; else the topmost class
     *     that has it
     */
    public static Class<?> of(Class<?> target, Method method) {
        Class<?> type = target;
        while (isGenerated(type)
                && type.getSuperclass() != null
                && method.getDeclaringClass().isAssignableFrom(type.getSuperclass())) {
            type = type.getSuperclass();
        }
        return type;
    }

    /**
     * The class or interface in which the author wrote a method.
     *
     * @param method a method, possibly of a generated class
     * @return the class that declares it; for a method of a generated class, the supertype that
     *     declares it
     */
    public static Class<?> declaring(Method method) {
        Class<?> declaring = method.getDeclaringClass();
        if (!isGenerated(declaring)) {
            return declaring;
        }
        return Supertypes.of(declaring).stream()
                .filter(type -> !isGenerated(type) && declares(type, method))
                .findFirst()
                .orElse(declaring);
    }

    private static boolean declares(Class<?> type, Method method) {
        try {
            type.getDeclaredMethod(method.getName(), method.getParameterTypes());
            return true;
        } catch (NoSuchMethodException | LinkageError e) {
            return false;
        }
    }

    /**
     * Containers mark generated classes as synthetic, or by name: Weld, OpenWebBeans and, last,
     * ArC.
     */
    private static boolean isGenerated(Class<?> type) {
        return type.isSynthetic()
                || type.getName().contains("$$")
                || type.getName().endsWith("_Subclass");
    }
}
