package io.github.aperturecdi.refusal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/** Ways into an application's classes. */
final class Access {

    private Access() {}

    /** The public way first: it leads into modules that open nothing. */
    static MethodHandle toConstructor(Constructor<?> constructor) throws IllegalAccessException {
        try {
            return MethodHandles.publicLookup().unreflectConstructor(constructor);
        } catch (IllegalAccessException e) {
            return inside(constructor.getDeclaringClass()).unreflectConstructor(constructor);
        }
    }

    /**
     * Exactly this method, also where a container's subclass overrides it to intercept it: on one
     * container it would and on another it would not.
     */
    static MethodHandle toMethod(Method method) throws IllegalAccessException {
        Class<?> owner = method.getDeclaringClass();
        MethodHandles.Lookup inside = inside(owner);
        return Modifier.isStatic(method.getModifiers())
                ? inside.unreflect(method)
                : inside.unreflectSpecial(method, owner);
    }

    private static MethodHandles.Lookup inside(Class<?> type) throws IllegalAccessException {
        return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
    }
}
