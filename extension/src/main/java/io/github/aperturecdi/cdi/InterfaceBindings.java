package io.github.aperturecdi.cdi;

import io.github.aperturecdi.internal.reflect.BeanMethods;
import io.github.aperturecdi.internal.reflect.Supertypes;
import jakarta.decorator.Decorator;
import jakarta.interceptor.Interceptor;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reports bindings on the interfaces of a bean and on the abstract methods of its superclasses.
 * Classes do not inherit annotations from interfaces, nor methods those of other methods, so
 * containers ignore these bindings: a bean without a binding of its own is not controlled.
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
            if (type.isInterface()) {
                reportOwn(type, errors);
            } else {
                reportAbstract(type, errors);
            }
            // A binding on the interface of a REST client is meant for the client's own bean.
            if (type.isInterface() && !BeanCheck.isRestClient(type)) {
                report(type, errors);
            }
        }
    }

    private void reportAbstract(Class<?> type, DeploymentErrors errors) {
        for (Method method : Supertypes.readableMethods(type)) {
            if (Modifier.isAbstract(method.getModifiers())
                    && Bindings.in(List.of(method.getAnnotations())) != null
                    && !isSettled(method)) {
                errors.add(
                        DeploymentTexts.bindingOnInterface(MethodText.of(method), bean.getName()));
            }
        }
    }

    /** The private and static methods of an interface, which no bean has. */
    private static void reportOwn(Class<?> type, DeploymentErrors errors) {
        for (Method method : Supertypes.readableMethods(type)) {
            String obstacle = Obstacle.of(method);
            if (obstacle != null && Bindings.in(List.of(method.getAnnotations())) != null) {
                errors.add(DeploymentTexts.notInterceptable(MethodText.of(method), obstacle));
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
        Method implementation = implementation(method);
        if (implementation == null) {
            return true;
        }
        if (implementation.isDefault() && !defaultMethods) {
            return Bindings.exempt(onMethod.apply(implementation)) || Bindings.in(onClass) != null;
        }
        Collection<? extends Annotation> own = onMethod.apply(BeanMethods.bridged(implementation));
        return Bindings.exempt(own) || Bindings.of(own, onClass) != null;
    }

    private @Nullable Method implementation(Method method) {
        if (Modifier.isPublic(method.getModifiers())) {
            try {
                return bean.getMethod(method.getName(), method.getParameterTypes());
            } catch (NoSuchMethodException | LinkageError e) {
                return null;
            }
        }
        return Supertypes.classes(bean).stream()
                .flatMap(type -> Supertypes.readableMethods(type).stream())
                .filter(other -> Supertypes.sameSignature(other, method))
                .findFirst()
                .orElse(null);
    }

    private static List<Method> declaredMethods(Class<?> type) {
        return Supertypes.readableMethods(type).stream()
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> !method.isSynthetic())
                .toList();
    }
}
