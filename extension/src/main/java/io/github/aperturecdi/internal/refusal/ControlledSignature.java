package io.github.aperturecdi.internal.refusal;

import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * The signature that the answer to a refused call must fit.
 *
 * @param bean the bean's class
 * @param method the controlled method
 * @param name the method as messages show it
 * @param throwsLater whether its result, such as a stage, can fail with any exception
 */
record ControlledSignature(Class<?> bean, Method method, String name, boolean throwsLater) {

    /** Whether the method's declaration lets callers expect an exception. */
    boolean mayThrow(Class<?> exception) {
        return throwsLater
                || RuntimeException.class.isAssignableFrom(exception)
                || Error.class.isAssignableFrom(exception)
                || Arrays.stream(method.getExceptionTypes())
                        .anyMatch(declared -> declared.isAssignableFrom(exception));
    }
}
