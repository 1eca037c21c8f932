package io.github.aperturecdi.cdi;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** The asynchronous methods of EJB. Names no type of it, as few applications have it. */
final class EjbAsynchronous {

    private static final String ANNOTATION = "jakarta.ejb.Asynchronous";

    private EjbAsynchronous() {}

    /**
     * Whether a method's work has ended once its {@code Future} is there: its container runs it,
     * with its interceptors, on another thread, and its own caller has another future.
     */
    static boolean hasEnded(Method method) {
        return method.getReturnType() == Future.class
                && Stream.of(method.getAnnotations(), method.getDeclaringClass().getAnnotations())
                        .flatMap(Arrays::stream)
                        .map(Annotation::annotationType)
                        .anyMatch(type -> type.getName().equals(ANNOTATION));
    }
}
