package io.github.aperturecdi.cdi;

import io.github.aperturecdi.ApertureCached;
import io.github.aperturecdi.ApertureControlled;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import java.lang.annotation.Annotation;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds methods with {@link ApertureCached} that nothing controls: no interceptor would ever see
 * them. Control may also come from a stereotype, or from another interceptor binding.
 */
final class UncontrolledCaching {

    private UncontrolledCaching() {}

    /** Such methods of a bean, for people. */
    static List<String> in(AnnotatedType<?> bean) {
        if (isControlled(bean.getAnnotations(), new HashSet<>())) {
            return List.of();
        }
        return bean.getMethods().stream()
                .filter(method -> method.isAnnotationPresent(ApertureCached.class))
                .filter(method -> !isControlled(method.getAnnotations(), new HashSet<>()))
                .map(AnnotatedMethod::getJavaMember)
                .map(method -> method.getDeclaringClass().getSimpleName() + "." + method.getName())
                .toList();
    }

    private static boolean isControlled(
            Collection<? extends Annotation> annotations, Set<Class<?>> seen) {
        for (Annotation annotation : annotations) {
            Class<? extends Annotation> type = annotation.annotationType();
            if (type == ApertureControlled.class
                    || seen.add(type) && isControlled(List.of(type.getAnnotations()), seen)) {
                return true;
            }
        }
        return false;
    }
}
