package io.github.aperturecdi.refusal;

import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * What the answer to a refused call must fit.
 *
 * @param bean the bean's class
 * @param method the controlled method
 * @param name the method, for people
 * @param throwsLater whether its result can fail with any exception
 */
record ControlledSignature(Class<?> bean, Method method, String name, boolean throwsLater) {

    /** Whether callers may see an exception: the method's declaration is a promise to them. */
    boolean mayThrow(Class<?> exception) {
        return throwsLater
                || RuntimeException.class.isAssignableFrom(exception)
                || Error.class.isAssignableFrom(exception)
                || Arrays.stream(method.getExceptionTypes())
                        .anyMatch(declared -> declared.isAssignableFrom(exception));
    }
}
