package io.github.aperturecdi.internal.labels;

import io.github.aperturecdi.internal.reflect.Access;
import io.github.aperturecdi.internal.reflect.BeanTypes;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.TreeMap;

/** The properties of one type: components of a record and public getters. */
final class ReadableProperties {

    private static final MethodType READER = MethodType.methodType(Object.class, Object.class);

    private final Class<?> raw;
    private final BeanTypes types;
    private final Map<String, Method> methods = new TreeMap<>();

    ReadableProperties(Type type) {
        types = new BeanTypes(type);
        raw = types.raw(type);
        for (Method method : raw.getMethods()) {
            String name = propertyName(method);
            if (!name.isEmpty()) {
                methods.merge(name, method, ReadableProperties::moreSpecific);
            }
        }
        if (raw.isRecord()) {
            for (RecordComponent component : raw.getRecordComponents()) {
                methods.put(component.getName(), component.getAccessor());
            }
        }
    }

    /** The name of the property that a getter reads; empty if the method is no getter. */
    private static String propertyName(Method method) {
        Class<?> result = method.getReturnType();
        if (method.getParameterCount() > 0
                || result == void.class
                || Modifier.isStatic(method.getModifiers())
                || method.getDeclaringClass() == Object.class) {
            return "";
        }
        String name = method.getName();
        if (name.startsWith("get")) {
            return decapitalized(name.substring("get".length()));
        }
        return name.startsWith("is") && (result == boolean.class || result == Boolean.class)
                ? decapitalized(name.substring("is".length()))
                : "";
    }

    /** The property's name as JavaBeans forms it: {@code URL} stays {@code URL}. */
    private static String decapitalized(String name) {
        if (name.isEmpty()
                || !Character.isUpperCase(name.charAt(0))
                || name.length() > 1 && Character.isUpperCase(name.charAt(1))) {
            // getaway() and issue() are not getters.
            return name.isEmpty() || Character.isLowerCase(name.charAt(0)) ? "" : name;
        }
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    /**
     * The getter with the narrower type: an overriding getter that narrows its type has a bridge,
     * too.
     */
    private static Method moreSpecific(Method one, Method other) {
        if (one.isBridge() != other.isBridge()) {
            return one.isBridge() ? other : one;
        }
        return one.getReturnType().isAssignableFrom(other.getReturnType()) ? other : one;
    }

    private Method method(String name) throws PropertyException {
        Method method = methods.get(name);
        if (method == null) {
            throw PropertyException.absent(raw, name, methods.keySet());
        }
        return method;
    }

    Type type(String name) throws PropertyException {
        return types.bounded(method(name).getGenericReturnType());
    }

    /** A method handle of the type (Object)Object that reads a property. */
    MethodHandle reader(String name) throws PropertyException {
        Method method = method(name);
        try {
            return Access.toMethod(method).asType(READER);
        } catch (IllegalAccessException e) {
            throw PropertyException.closed(method.getDeclaringClass(), name);
        }
    }
}
