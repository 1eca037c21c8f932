package io.github.aperturecdi.internal.labels;

import io.github.aperturecdi.FlowLabel;
import io.github.aperturecdi.internal.reflect.BeanMethods;
import io.github.aperturecdi.internal.reflect.BeanTypes;
import java.lang.reflect.Method;
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
        Method method = BeanMethods.bridged(called);
        List<Method> declarations = BeanMethods.declarations(target, types, method);
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
}
