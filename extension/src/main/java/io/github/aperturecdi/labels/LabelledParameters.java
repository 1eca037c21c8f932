package io.github.aperturecdi.labels;

import io.github.aperturecdi.FlowLabel;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which parameters have labels. An annotation on a parameter is not inherited in Java, so the
 * methods that this one overrides or implements are looked at as well, the class's own first, then
 * superclasses and interfaces from near to far.
 */
final class LabelledParameters {

    /**
     * A parameter with its annotations.
     *
     * @param index from 0
     * @param declared where the annotations are: on this parameter, or on an inherited one
     * @param type what arguments are
     * @param labels one or more
     */
    record Labelled(int index, Parameter declared, ResolvedType type, List<FlowLabel> labels) {}

    private LabelledParameters() {}

    static List<Labelled> of(Class<?> target, Method called) {
        ResolvedType bean = ResolvedType.of(target);
        Method method = bridged(called);
        List<Method> declarations = declarations(bean, method);
        List<Labelled> found = new ArrayList<>();
        for (int i = 0; i < method.getParameterCount(); i++) {
            for (Method declaration : declarations) {
                Parameter parameter = declaration.getParameters()[i];
                FlowLabel[] labels = parameter.getAnnotationsByType(FlowLabel.class);
                if (labels.length > 0) {
                    ResolvedType type =
                            bean.in(
                                    method.getDeclaringClass(),
                                    method.getGenericParameterTypes()[i]);
                    found.add(new Labelled(i, parameter, type, List.of(labels)));
                    break;
                }
            }
        }
        return found;
    }

    /**
     * What a bridge leads to, which has the types as they were written: of its own class, or of a
     * superclass that is less visible.
     */
    private static Method bridged(Method method) {
        if (!method.isBridge()) {
            return method;
        }
        for (Class<?> type = method.getDeclaringClass();
                type != null;
                type = type.getSuperclass()) {
            for (Method other : type.getDeclaredMethods()) {
                if (isInherited(other) && takes(other, method)) {
                    return other;
                }
            }
        }
        return method;
    }

    /** Whether a bridge may pass its arguments on to another method. */
    private static boolean takes(Method other, Method bridge) {
        Class<?>[] narrow = other.getParameterTypes();
        Class<?>[] wide = bridge.getParameterTypes();
        if (!other.getName().equals(bridge.getName()) || narrow.length != wide.length) {
            return false;
        }
        for (int i = 0; i < wide.length; i++) {
            if (!wide[i].isAssignableFrom(narrow[i])) {
                return false;
            }
        }
        return true;
    }

    /** The method, and what it overrides or implements in the bean. */
    private static List<Method> declarations(ResolvedType bean, Method method) {
        List<Method> declarations = new ArrayList<>(List.of(method));
        List<? extends Class<?>> parameters = parameters(bean, method);
        Set<Class<?>> seen = new HashSet<>();
        Deque<ResolvedType> next = new ArrayDeque<>(List.of(bean));
        while (!next.isEmpty()) {
            ResolvedType type = next.remove();
            if (seen.add(type.raw())) {
                next.addAll(type.parents());
                for (Method other : declaredMethods(type.raw())) {
                    if (!other.equals(method)
                            && isInherited(other)
                            && other.getName().equals(method.getName())
                            && parameters(bean, other).equals(parameters)) {
                        declarations.add(other);
                    }
                }
            }
        }
        return declarations;
    }

    /** None of a class that has an optional library in a signature, and runs without it. */
    private static Method[] declaredMethods(Class<?> type) {
        try {
            return type.getDeclaredMethods();
        } catch (LinkageError e) {
            return new Method[0];
        }
    }

    private static boolean isInherited(Method method) {
        return !method.isBridge()
                && !Modifier.isStatic(method.getModifiers())
                && !Modifier.isPrivate(method.getModifiers());
    }

    /** As the bean sees them: {@code handle(T)} of a generic interface is {@code handle(Order)}. */
    private static List<? extends Class<?>> parameters(ResolvedType bean, Method method) {
        return Arrays.stream(method.getGenericParameterTypes())
                .map(type -> bean.in(method.getDeclaringClass(), type).raw())
                .toList();
    }
}
