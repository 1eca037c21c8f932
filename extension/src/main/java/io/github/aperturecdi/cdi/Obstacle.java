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
}
