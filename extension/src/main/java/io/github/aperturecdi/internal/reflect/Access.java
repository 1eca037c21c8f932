package io.github.aperturecdi.internal.reflect;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/** Method handles to members of an application's classes. */
public final class Access {

    private Access() {}

    /**
     * A constructor. Public access is tried first, as it works in modules that open nothing.
     *
     * @param constructor the constructor
     * @return its handle
     * @throws IllegalAccessException if its module does not open the package to this library
     */
    public static MethodHandle toConstructor(Constructor<?> constructor)
            throws IllegalAccessException {
        try {
            return MethodHandles.publicLookup().unreflectConstructor(constructor);
        } catch (IllegalAccessException e) {
            return inside(constructor.getDeclaringClass()).unreflectConstructor(constructor);
        }
    }

    /**
     * A method, called virtually. Public access is tried first, as above.
     *
     * @param method the method
     * @return its handle
     * @throws IllegalAccessException as above
     */
    public static MethodHandle toMethod(Method method) throws IllegalAccessException {
        try {
            return MethodHandles.publicLookup().unreflect(method);
        } catch (IllegalAccessException e) {
            return inside(method.getDeclaringClass()).unreflect(method);
        }
    }

    /**
     * Exactly this method, past a container's subclass that overrides it to intercept it.
     * Containers differ in whether they do.
     *
     * @param method the method
     * @return its handle
     * @throws IllegalAccessException as above
     */
    public static MethodHandle toExactMethod(Method method) throws IllegalAccessException {
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
