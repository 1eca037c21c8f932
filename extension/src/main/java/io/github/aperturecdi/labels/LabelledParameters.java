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
 * Finds the parameters of a method that have labels. Java does not inherit annotations of
 * parameters, so this class also searches the methods that the method overrides or implements: in
 * the bean's class first, then in superclasses and interfaces from near to far.
 */
final class LabelledParameters {

    /**
     * A parameter with its annotations.
     *
     * @param index the position, from 0
     * @param declared the parameter that has the annotations: this one or one that it overrides
     * @param type the type of the arguments in the bean
     * @param labels one or more annotations
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
     * The method that a bridge calls: the author's method with the types as written, in the same
     * class or in a superclass that is less visible.
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

    /** Whether a bridge can pass its arguments to another method. */
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

    /** The method and the methods that it overrides or implements in the bean. */
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
