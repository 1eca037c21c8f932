package io.github.aperturecdi.reflect;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/** Ways into an application's classes. */
public final class Access {

    private Access() {}

    /**
     * A constructor. The public way first: it leads into modules that open nothing.
     *
     * @param constructor the constructor
     * @return its handle
     * @throws IllegalAccessException if its module opens the package to nobody here
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
     * A method, or what overrides it. The public way first, as above.
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
     * Exactly this method, also where a container's subclass overrides it to intercept it: on one
     * container it would and on another it would not.
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
