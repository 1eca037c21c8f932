package io.github.aperturecdi.cdi;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Recognizes asynchronous methods of EJB, by the annotation's name: few applications have the EJB
 * API.
 */
final class EjbAsynchronous {

    private static final String ANNOTATION = "jakarta.ejb.Asynchronous";

    private EjbAsynchronous() {}

    /**
     * Whether a method is an asynchronous one of EJB, whose work has ended when it returns its
     * {@code Future}. The container runs it, with its interceptors, on another thread and gives the
     * caller another future.
     */
    static boolean hasEnded(Method method) {
        return method.getReturnType() == Future.class
                && Stream.of(method.getAnnotations(), method.getDeclaringClass().getAnnotations())
                        .flatMap(Arrays::stream)
                        .map(Annotation::annotationType)
                        .anyMatch(type -> type.getName().equals(ANNOTATION));
    }
}
