package io.github.aperturecdi.cdi;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.build.compatible.spi.AnnotationBuilder;
import jakarta.enterprise.inject.build.compatible.spi.ClassConfig;

/**
 * Does what {@link InterceptorPriority} does for the class model of build-compatible extensions. It
 * is a class of its own, as some containers lack that model.
 */
final class InterceptorPriorityAtBuild {

    private InterceptorPriorityAtBuild() {}

    /**
     * Sets the priority; throws an IllegalArgumentException with the reason and the remedy if the
     * value is invalid.
     */
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
