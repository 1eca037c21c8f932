package io.github.aperturecdi.cdi;

import io.github.aperturecdi.internal.config.ApertureConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.spi.configurator.AnnotatedTypeConfigurator;
import jakarta.enterprise.util.AnnotationLiteral;
import java.io.Serial;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Sets the configured priority of the interceptor. Without one, the priority of its class holds.
 */
final class InterceptorPriority {

    private InterceptorPriority() {}

    /**
     * An invalid value leaves the priority unchanged; the check of the whole configuration reports
     * it.
     */
    static void configure(AnnotatedTypeConfigurator<?> type) {
        if (type.getAnnotated().getJavaClass() != ApertureInterceptor.class) {
            return;
        }
        Optional<Integer> priority;
        try {
            priority = configured();
        } catch (IllegalArgumentException e) {
            return;
        }
        priority.ifPresent(
                value ->
                        type.remove(a -> a.annotationType() == Priority.class)
                                .add(new Literal(value)));
    }

    static Optional<Integer> configured() {
        return ApertureConfig.interceptorPriority(ConfigProvider.getConfig());
    }

    /** An instance of the annotation. */
    @SuppressWarnings("ClassExplicitlyAnnotation")
    private static final class Literal extends AnnotationLiteral<Priority> implements Priority {

        @Serial private static final long serialVersionUID = 1L;

        private final int value;

        Literal(int value) {
            this.value = value;
        }

        @Override
        public int value() {
            return value;
        }
    }
}
