package io.github.aperturecdi.cdi;

import io.github.aperturecdi.internal.reflect.BeanClass;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The text of a method in messages, with its parameter types, as other methods may have the same
 * name.
 */
final class MethodText {

    private MethodText() {}

    static String of(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(Class::getTypeName)
                .collect(
                        Collectors.joining(
                                ", ",
                                BeanClass.declaring(method).getName()
                                        + "."
                                        + method.getName()
                                        + "(",
                                ")"));
    }
}
