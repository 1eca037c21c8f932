package io.github.aperturecdi.cdi;

import io.github.aperturecdi.internal.reflect.Supertypes;
import jakarta.decorator.Decorator;
import jakarta.interceptor.Interceptor;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Reports bindings on the interfaces of a bean. Classes do not inherit annotations from interfaces,
 * so containers ignore these bindings: a bean without a binding of its own is not controlled.
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
            // A binding on the interface of a REST client is meant for the client's own bean.
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

    /** Whether the bean itself has a binding or an exemption for the method. */
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

    /**
     * The method itself; for the bridge of a generic interface, also the methods that it may call.
     */
    private static Stream<Method> implementations(Method found) {
        return Supertypes.declaredMethods(found.getDeclaringClass()).stream()
                .filter(
                        method ->
                                method.equals(found)
                                        || found.isBridge()
                                                && method.getName().equals(found.getName())
                                                && method.getParameterCount()
                                                        == found.getParameterCount());
    }

    private static List<Method> declaredMethods(Class<?> type) {
        return Supertypes.readableMethods(type).stream()
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> !method.isSynthetic())
                .toList();
    }
}
