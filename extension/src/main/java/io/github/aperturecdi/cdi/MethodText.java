package io.github.aperturecdi.cdi;

import io.github.aperturecdi.reflect.BeanClass;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A method, for people who look for it: there may be others of its name. */
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
