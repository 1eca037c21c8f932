package io.github.aperturecdi.reflect;

import java.lang.reflect.Method;

/** What an application's author wrote, below what a container makes of it. */
public final class BeanClass {

    private BeanClass() {}

    /**
     * The class of a bean. A container may make a bean of an interface, such as a REST client's;
     * what its class extends then is the container's own, and knows nothing of the method.
     *
     * @param target an instance's class, often a subclass that the container generated
     * @param method a method of the bean
     * @return the nearest class that was not generated and has the method; else the highest that
     *     has it
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
     * Where a method was written.
     *
     * @param method a method, perhaps of a class that a container generated
     * @return the class that declares it; of a generated one, what declares it above
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
     * Containers mark the classes that they generate as synthetic, or by their names: Weld,
     * OpenWebBeans and the last, ArC.
     */
    private static boolean isGenerated(Class<?> type) {
        return type.isSynthetic()
                || type.getName().contains("$$")
                || type.getName().endsWith("_Subclass");
    }
}
