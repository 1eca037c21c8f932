package io.github.aperturecdi.labels;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.TreeMap;

/** The properties of one type: components of a record, and public getters. */
final class Properties {

    private static final MethodType READER = MethodType.methodType(Object.class, Object.class);

    private final ResolvedType type;
    private final Map<String, Method> methods = new TreeMap<>();

    Properties(ResolvedType type) {
        this.type = type;
        for (Method method : type.raw().getMethods()) {
            String name = propertyName(method);
            if (!name.isEmpty()) {
                methods.merge(name, method, Properties::moreSpecific);
            }
        }
        if (type.raw().isRecord()) {
            for (RecordComponent component : type.raw().getRecordComponents()) {
                methods.put(component.getName(), component.getAccessor());
            }
        }
    }

    /** Empty for what is no getter. */
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

    /** As JavaBeans does: {@code URL} stays as it is. */
    private static String decapitalized(String name) {
        if (name.isEmpty()
                || !Character.isUpperCase(name.charAt(0))
                || name.length() > 1 && Character.isUpperCase(name.charAt(1))) {
            // getaway() and issue() are no getters.
            return name.isEmpty() || Character.isLowerCase(name.charAt(0)) ? "" : name;
        }
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    /** An overriding getter may have a narrower type, and then has a bridge beside it. */
    private static Method moreSpecific(Method one, Method other) {
        if (one.isBridge() != other.isBridge()) {
            return one.isBridge() ? other : one;
        }
        return one.getReturnType().isAssignableFrom(other.getReturnType()) ? other : one;
    }

    private Method method(String name) throws PropertyException {
        Method method = methods.get(name);
        if (method == null) {
            throw PropertyException.absent(type.raw(), name, methods.keySet());
        }
        return method;
    }

    ResolvedType type(String name) throws PropertyException {
        Method method = method(name);
        return type.in(method.getDeclaringClass(), method.getGenericReturnType());
    }

    /** From Object to Object. */
    MethodHandle reader(String name) throws PropertyException {
        Method method = method(name);
        try {
            return MethodHandles.publicLookup().unreflect(method).asType(READER);
        } catch (IllegalAccessException e) {
            return privateReader(method, name);
        }
    }

    /** Of a class that is not public, or in a package that its module does not export. */
    private static MethodHandle privateReader(Method method, String name) throws PropertyException {
        try {
            return MethodHandles.privateLookupIn(method.getDeclaringClass(), MethodHandles.lookup())
                    .unreflect(method)
                    .asType(READER);
        } catch (IllegalAccessException e) {
            throw PropertyException.closed(method.getDeclaringClass(), name);
        }
    }
}
