package io.github.aperturecdi.cdi;

import jakarta.decorator.Decorator;
import jakarta.enterprise.context.NormalScope;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Stereotype;
import jakarta.enterprise.inject.Vetoed;
import jakarta.inject.Inject;
import jakarta.inject.Scope;
import jakarta.interceptor.Interceptor;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * Finds classes with the binding that can never be beans, so that their calls would run
 * uncontrolled. Classes that are disabled on purpose do not count.
 */
final class UnmanagedClasses {

    private final List<Class<?>> candidates = new ArrayList<>();
    private final List<Class<?>> beans = new ArrayList<>();

    void annotated(Class<?> type) {
        if (!type.isInterface()
                && !Modifier.isAbstract(type.getModifiers())
                && !has(type, Alternative.class)
                && !has(type, Vetoed.class)
                && !has(type, Interceptor.class)
                && !has(type, Decorator.class)) {
            candidates.add(type);
        }
    }

    void bean(Class<?> type) {
        beans.add(type);
    }

    /** Whether a bean has the type. */
    boolean has(Class<?> type) {
        return beans.stream().anyMatch(type::isAssignableFrom);
    }

    /**
     * Reports the classes that are no beans.
     *
     * @param impossible whether a class cannot be a bean, rather than being disabled
     * @param errors collects the errors
     */
    void report(Predicate<Class<?>> impossible, DeploymentErrors errors) {
        for (Class<?> type : candidates) {
            if (!has(type) && impossible.test(type)) {
                errors.add(DeploymentTexts.noBean(type.getName()));
            }
        }
    }

    static boolean needsAnOuterInstance(Class<?> type) {
        return type.getEnclosingClass() != null && !Modifier.isStatic(type.getModifiers());
    }

    static boolean hasNoConstructor(Class<?> type) {
        try {
            return Arrays.stream(type.getDeclaredConstructors())
                    .noneMatch(UnmanagedClasses::usable);
        } catch (LinkageError e) {
            // The class needs a library that is absent; the container reports that.
            return false;
        }
    }

    private static boolean usable(Constructor<?> constructor) {
        return constructor.getParameterCount() == 0
                || constructor.isAnnotationPresent(Inject.class);
    }

    static boolean hasNoScope(Class<?> type) {
        return Arrays.stream(type.getAnnotations())
                .map(Annotation::annotationType)
                .noneMatch(
                        annotation ->
                                has(annotation, NormalScope.class)
                                        || has(annotation, Scope.class)
                                        || has(annotation, Stereotype.class)
                                        || annotation.getName().startsWith("io.quarkus.arc."));
    }

    private static boolean has(Class<?> type, Class<? extends Annotation> annotation) {
        return type.isAnnotationPresent(annotation);
    }
}
