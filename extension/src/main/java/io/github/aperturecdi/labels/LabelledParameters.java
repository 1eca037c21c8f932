package io.github.aperturecdi.labels;

import io.github.aperturecdi.FlowLabel;
import io.github.aperturecdi.reflect.BeanTypes;
import io.github.aperturecdi.reflect.Supertypes;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;

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
    record Labelled(int index, Parameter declared, Type type, List<FlowLabel> labels) {}

    private LabelledParameters() {}

    static List<Labelled> of(Class<?> target, Method called) {
        BeanTypes types = new BeanTypes(target);
        Method method = bridged(called);
        List<Method> declarations = declarations(target, types, method);
        List<Labelled> found = new ArrayList<>();
        for (int i = 0; i < method.getParameterCount(); i++) {
            for (Method declaration : declarations) {
                Parameter parameter = declaration.getParameters()[i];
                FlowLabel[] labels = parameter.getAnnotationsByType(FlowLabel.class);
                if (labels.length > 0) {
                    Type type = types.bounded(method.getGenericParameterTypes()[i]);
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
    private static List<Method> declarations(Class<?> bean, BeanTypes types, Method method) {
        List<Method> declarations = new ArrayList<>(List.of(method));
        List<Class<?>> parameters = types.parameters(method);
        for (Class<?> type : Supertypes.of(bean)) {
            for (Method other : Supertypes.declaredMethods(type)) {
                if (!other.equals(method)
                        && isInherited(other)
                        && other.getName().equals(method.getName())
                        && types.parameters(other).equals(parameters)) {
                    declarations.add(other);
                }
            }
        }
        return declarations;
    }

    private static boolean isInherited(Method method) {
        return !method.isBridge()
                && !Modifier.isStatic(method.getModifiers())
                && !Modifier.isPrivate(method.getModifiers());
    }
}
