package io.github.aperturecdi.cdi;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.ApertureExempt;
import io.github.aperturecdi.internal.reflect.Supertypes;
import jakarta.interceptor.InvocationContext;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the binding that applies to a method. The method's annotation takes precedence over the
 * class's, and a direct annotation over one of a stereotype or of another binding.
 */
final class Bindings {

    /**
     * The keys under which Weld and ArC store the bindings of a call, including those that an
     * extension has added.
     */
    private static final List<String> CONTEXT_DATA =
            List.of("org.jboss.weld.interceptor.bindings", "io.quarkus.arc.interceptorBindings");

    private Bindings() {}

    /**
     * Finds the binding of a method.
     *
     * @param bean the bean's class, or the container's subclass of it
     * @param method the method
     * @param call a call of the method, if there is one; its container may know bindings that the
     *     classes do not show
     * @return the annotation; null if none is found
     */
    static @Nullable ApertureControlled of(
            Class<?> bean, Method method, @Nullable InvocationContext call) {
        ApertureControlled found = in(List.of(method.getAnnotations()));
        for (Class<?> type : Supertypes.classes(bean)) {
            found = found != null ? found : in(List.of(type.getAnnotations()));
        }
        if (found == null) {
            // The bean of a REST client is generated; its author annotates the interface.
            found = in(List.of(method.getDeclaringClass().getAnnotations()));
        }
        for (String key : CONTEXT_DATA) {
            if (found == null
                    && call != null
                    && call.getContextData().get(key) instanceof Collection<?> bindings) {
                found = in(bindings);
            }
        }
        return found;
    }

    static @Nullable ApertureControlled of(Collection<?> onMethod, Collection<?> onClass) {
        ApertureControlled own = in(onMethod);
        return own != null ? own : in(onClass);
    }

    /** The nearest binding: an annotation itself comes before the annotations on it. */
    static @Nullable ApertureControlled in(Collection<?> annotations) {
        Deque<Object> waiting = new ArrayDeque<>(annotations);
        Set<Class<?>> seen = new HashSet<>();
        while (!waiting.isEmpty()) {
            Object next = waiting.remove();
            if (next instanceof ApertureControlled found) {
                return found;
            }
            if (next instanceof Annotation annotation && seen.add(annotation.annotationType())) {
                waiting.addAll(List.of(annotation.annotationType().getAnnotations()));
            }
        }
        return null;
    }

    /** The place of a binding of a type or of one of its methods; null if there is none. */
    static @Nullable String placeIn(Class<?> type, List<Method> methods) {
        return in(List.of(type.getAnnotations())) != null ? type.getName() : placeIn(methods);
    }

    /** The first method with a binding; null if there is none. */
    static @Nullable String placeIn(List<Method> methods) {
        return methods.stream()
                .filter(method -> in(List.of(method.getAnnotations())) != null)
                .map(MethodText::of)
                .sorted()
                .findFirst()
                .orElse(null);
    }

    static boolean exempt(Collection<? extends Annotation> onMethod) {
        return onMethod.stream().anyMatch(ApertureExempt.class::isInstance);
    }
}
