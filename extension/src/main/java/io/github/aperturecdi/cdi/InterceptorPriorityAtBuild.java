package io.github.aperturecdi.cdi;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.build.compatible.spi.AnnotationBuilder;
import jakarta.enterprise.inject.build.compatible.spi.ClassConfig;

/**
 * {@link InterceptorPriority} where there is a model of the classes only. Apart from it, for not
 * every container has that model.
 */
final class InterceptorPriorityAtBuild {

    private InterceptorPriorityAtBuild() {}

    /** Throws where the configuration cannot be used; the message says why, and the remedy. */
    static void configure(ClassConfig type) {
        InterceptorPriority.configured()
                .ifPresent(
                        value -> {
                            type.removeAnnotation(a -> a.name().equals(Priority.class.getName()));
                            type.addAnnotation(
                                    AnnotationBuilder.of(Priority.class).value(value).build());
                        });
    }
}
