package io.github.aperturecdi.cdi;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/** What keeps a container from intercepting a method. */
final class Obstacle {

    private Obstacle() {}

    /** The modifier that is in the way; null for a method that can be intercepted. */
    static @Nullable String of(Method method) {
        int modifiers = method.getModifiers();
        if (Modifier.isPrivate(modifiers)) {
            return "private";
        }
        if (Modifier.isStatic(modifiers)) {
            return "static";
        }
        return Modifier.isFinal(modifiers) ? "final" : null;
    }

    /**
     * Whether a method is visible only in another package than that of its bean. The container's
     * subclass is in the package of the bean and cannot override such a method.
     */
    static boolean isOutOfReach(Class<?> bean, Method method) {
        int visible = Modifier.PUBLIC | Modifier.PROTECTED | Modifier.PRIVATE;
        return (method.getModifiers() & visible) == 0
                && !method.getDeclaringClass().getPackageName().equals(bean.getPackageName());
    }
}
