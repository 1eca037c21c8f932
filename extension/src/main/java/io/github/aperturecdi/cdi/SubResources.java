package io.github.aperturecdi.cdi;

import io.github.aperturecdi.internal.reflect.BeanTypes;
import io.github.aperturecdi.internal.reflect.Supertypes;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks sub-resources of Jakarta REST: objects that a method with a {@code @Path} but no HTTP
 * method returns. A REST client makes them itself, for any interface. For a resource the
 * application makes them, and they may be beans. The annotations are found by name, as Jakarta REST
 * may be absent.
 */
final class SubResources {

    private static final String PATH = "jakarta.ws.rs.Path";
    private static final String HTTP_METHOD = "jakarta.ws.rs.HttpMethod";

    /** Types with a binding, each with the method that returns it. */
    private final Map<Class<?>, String> found = new LinkedHashMap<>();

    private final DeploymentErrors errors;

    SubResources(DeploymentErrors errors) {
        this.errors = errors;
    }

    /**
     * Looks for sub-resources of a bean, or of a REST client's interface, whose sub-resources are
     * never beans.
     */
    void look(Class<?> type) {
        look(type, BeanCheck.isRestClient(type), new HashSet<>());
    }

    private void look(Class<?> type, boolean client, Set<Class<?>> seen) {
        if (!seen.add(type)) {
            return;
        }
        List<Method> written = resourceMethods(type);
        if (written.isEmpty()) {
            return;
        }
        for (Method method : methods(type)) {
            if (isLocator(method, written)) {
                look(returned(type, method), method, client, seen);
            }
        }
    }

    private void look(Class<?> returned, Method method, boolean client, Set<Class<?>> seen) {
        // A binding on the interface of a REST client is meant for the client's own bean.
        if (!client && BeanCheck.isRestClient(returned)) {
            return;
        }
        String bound = bound(returned);
        String locator = MethodText.of(method);
        if (bound != null && client) {
            errors.add(DeploymentTexts.subResource(bound, locator));
        } else if (bound != null) {
            found.putIfAbsent(returned, locator);
        }
        look(returned, client, seen);
    }

    /** Reports sub-resources of resources with a binding and without a bean. */
    void report(UnmanagedClasses beans) {
        found.forEach(
                (type, locator) -> {
                    if (!beans.has(type)) {
                        errors.add(
                                DeploymentTexts.subResource(String.valueOf(bound(type)), locator));
                    }
                });
    }

    /** Whether a type or a supertype of it has a method of Jakarta REST. */
    static boolean isResource(Class<?> type) {
        return !resourceMethods(type).isEmpty();
    }

    /** The methods of a type and its supertypes with a path or an HTTP method. */
    private static List<Method> resourceMethods(Class<?> type) {
        return Supertypes.of(type).stream()
                .flatMap(parent -> Supertypes.readableMethods(parent).stream())
                .filter(method -> hasPath(method) || hasHttpMethod(method))
                .toList();
    }

    /** A method also has the annotations of Jakarta REST of those that it overrides. */
    private static boolean isLocator(Method method, List<Method> written) {
        if (method.getReturnType().isPrimitive()) {
            return false;
        }
        List<Method> same =
                written.stream().filter(other -> Supertypes.sameSignature(other, method)).toList();
        return same.stream().anyMatch(SubResources::hasPath)
                && same.stream().noneMatch(SubResources::hasHttpMethod);
    }

    private static boolean hasPath(Method method) {
        return has(method.getAnnotations(), PATH);
    }

    private static boolean hasHttpMethod(Method method) {
        return Arrays.stream(method.getAnnotations())
                .anyMatch(a -> has(a.annotationType().getAnnotations(), HTTP_METHOD));
    }

    /** The sub-resource of a locator. It may return the class, of which the server makes one. */
    private static Class<?> returned(Class<?> type, Method locator) {
        try {
            BeanTypes types = new BeanTypes(type);
            Type returned = types.resolved(locator.getGenericReturnType());
            return returned instanceof ParameterizedType made && made.getRawType() == Class.class
                    ? types.raw(made.getActualTypeArguments()[0])
                    : types.raw(returned);
        } catch (TypeNotPresentException | LinkageError e) {
            return locator.getReturnType();
        }
    }

    private static boolean has(Annotation[] annotations, String name) {
        return Arrays.stream(annotations).anyMatch(a -> a.annotationType().getName().equals(name));
    }

    /** The place of a type's binding; null if it has none. */
    private static @Nullable String bound(Class<?> type) {
        return Bindings.placeIn(type, List.of(methods(type)));
    }

    /** The public methods of a type; none if the type needs an optional library that is absent. */
    private static Method[] methods(Class<?> type) {
        try {
            return type.getMethods();
        } catch (LinkageError e) {
            return new Method[0];
        }
    }
}
