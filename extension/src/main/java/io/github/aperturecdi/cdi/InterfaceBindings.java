package io.github.aperturecdi.cdi;

import io.github.aperturecdi.reflect.Supertypes;
import jakarta.decorator.Decorator;
import jakarta.interceptor.Interceptor;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Bindings on the interfaces of a bean. Nobody inherits annotations from an interface, so no
 * container looks at them: without a binding of its own, the bean is not controlled.
 */
final class InterfaceBindings {

    private final Class<?> bean;
    private final Collection<? extends Annotation> onClass;
    private final Function<Method, Collection<? extends Annotation>> onMethod;
    private final boolean defaultMethods;

    InterfaceBindings(
            Class<?> bean,
            Collection<? extends Annotation> onClass,
            Function<Method, Collection<? extends Annotation>> onMethod,
            boolean defaultMethods) {
        this.defaultMethods = defaultMethods;
        this.bean = bean;
        this.onClass = onClass;
        this.onMethod = onMethod;
    }

    void report(DeploymentErrors errors) {
        if (bean.isInterface()
                || bean.isAnnotationPresent(Interceptor.class)
                || bean.isAnnotationPresent(Decorator.class)) {
            return;
        }
        for (Class<?> type : Supertypes.of(bean)) {
            // The bean of a client is another one.
            if (type.isInterface() && !BeanCheck.isRestClient(type)) {
                report(type, errors);
            }
        }
    }

    private void report(Class<?> type, DeploymentErrors errors) {
        boolean onType = Bindings.in(List.of(type.getAnnotations())) != null;
        for (Method method : declaredMethods(type)) {
            List<Annotation> own = List.of(method.getAnnotations());
            boolean onThis = Bindings.in(own) != null;
            if ((onThis || onType && !Bindings.exempt(own)) && !isSettled(method)) {
                errors.add(
                        DeploymentTexts.bindingOnInterface(
                                onThis ? MethodText.of(method) : type.getName(), bean.getName()));
            }
        }
    }

    /** Whether the bean says itself what is to be done. */
    private boolean isSettled(Method method) {
        Method implementation;
        try {
            implementation = bean.getMethod(method.getName(), method.getParameterTypes());
        } catch (NoSuchMethodException | LinkageError e) {
            return true;
        }
        if (implementation.isDefault() && !defaultMethods) {
            return Bindings.exempt(onMethod.apply(implementation)) || Bindings.in(onClass) != null;
        }
        return implementations(implementation)
                .map(onMethod)
                .anyMatch(own -> Bindings.exempt(own) || Bindings.of(own, onClass) != null);
    }

    /** Of a generic interface, a bridge, and what it leads to. */
    private static Stream<Method> implementations(Method found) {
        return Arrays.stream(found.getDeclaringClass().getDeclaredMethods())
                .filter(
                        method ->
                                method.equals(found)
                                        || found.isBridge()
                                                && method.getName().equals(found.getName())
                                                && method.getParameterCount()
                                                        == found.getParameterCount());
    }

    private static List<Method> declaredMethods(Class<?> type) {
        return Supertypes.declaredMethods(type).stream()
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> !method.isSynthetic())
                .toList();
    }
}
