package io.github.aperturecdi.refusal;

/** The class that an application's author wrote, below what a container makes of it. */
final class BeanClass {

    private BeanClass() {}

    /** Containers mark the classes that they generate as what no source has. */
    static Class<?> of(Class<?> target) {
        Class<?> type = target;
        while (isGenerated(type) && type.getSuperclass() != Object.class) {
            type = type.getSuperclass();
        }
        return type;
    }

    private static boolean isGenerated(Class<?> type) {
        return type.isSynthetic() || type.getName().contains("$$");
    }
}
