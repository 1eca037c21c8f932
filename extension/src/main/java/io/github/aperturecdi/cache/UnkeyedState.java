package io.github.aperturecdi.cache;

import io.github.aperturecdi.internal.reflect.Supertypes;
import java.lang.annotation.Annotation;
import java.lang.annotation.Inherited;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what belongs to one client in a bean, such as its session. A result may depend on it, and
 * the key of a cached result does not contain it, so clients would get the results of others.
 */
final class UnkeyedState {

    /** Containers make an object of such a class for each client. */
    private static final Set<String> FOR_EACH_CLIENT =
            Set.of("jakarta.ejb.Stateful", "jakarta.websocket.server.ServerEndpoint");

    private static final Set<String> FOR_ALL_CLIENTS =
            Set.of("jakarta.ejb.MessageDriven", "jakarta.ejb.Singleton", "jakarta.ejb.Stateless");

    private static final String INJECT = "jakarta.inject.Inject";

    private static final String NORMAL_SCOPE = "jakarta.enterprise.context.NormalScope";

    private static final Set<String> SCOPES = Set.of(NORMAL_SCOPE, "jakarta.inject.Scope");

    private static final String DEPENDENT = "jakarta.enterprise.context.Dependent";

    /** What a container injects of a request or a session, besides Jakarta REST's parameters. */
    private static final Set<String> OF_ONE_REQUEST =
            Set.of(
                    "jakarta.faces.annotation.FlowMap",
                    "jakarta.faces.annotation.HeaderMap",
                    "jakarta.faces.annotation.HeaderValuesMap",
                    "jakarta.faces.annotation.ManagedProperty",
                    "jakarta.faces.annotation.RequestCookieMap",
                    "jakarta.faces.annotation.RequestMap",
                    "jakarta.faces.annotation.RequestParameterMap",
                    "jakarta.faces.annotation.RequestParameterValuesMap",
                    "jakarta.faces.annotation.SessionMap",
                    "jakarta.faces.annotation.ViewMap",
                    "org.eclipse.microprofile.jwt.Claim",
                    "org.jboss.resteasy.reactive.RestCookie",
                    "org.jboss.resteasy.reactive.RestForm",
                    "org.jboss.resteasy.reactive.RestHeader",
                    "org.jboss.resteasy.reactive.RestMatrix",
                    "org.jboss.resteasy.reactive.RestPath",
                    "org.jboss.resteasy.reactive.RestQuery");

    private UnkeyedState() {}

    /**
     * Looks for such state.
     *
     * @param bean the class of the bean, or the container's subclass of it
     * @return what it is; null if there is none
     */
    static @Nullable String of(Class<?> bean) {
        for (Class<?> type : Supertypes.classes(bean)) {
            try {
                String parameter = requestParameter(type);
                if (parameter != null) {
                    return parameter;
                }
            } catch (LinkageError e) {
                // A member names a class of a library that is absent here.
            }
        }
        Class<?> annotation = ofOneClient(bean);
        return annotation == null ? null : "the state of a bean with @" + annotation.getName();
    }

    /** The annotation by which each client has a bean of its own. */
    private static @Nullable Class<?> ofOneClient(Class<?> bean) {
        for (Class<?> type : Supertypes.classes(bean)) {
            Optional<Class<?>> stateful = oneOf(FOR_EACH_CLIENT, type);
            if (stateful.isPresent()) {
                return ofStateful(type, stateful.get());
            }
            if (oneOf(FOR_ALL_CLIENTS, type).isPresent()) {
                return null;
            }
            Optional<Class<?>> scope = scopes(type).findFirst();
            if (scope.isPresent()) {
                return scope.filter(UnkeyedState::isPassivating).orElse(null);
            }
        }
        return null;
    }

    private static Optional<Class<?>> oneOf(Set<String> names, Class<?> type) {
        return annotations(type).filter(each -> names.contains(each.getName())).findFirst();
    }

    /** A stateful bean has the clients of its scope, which may be inherited. */
    private static @Nullable Class<?> ofStateful(Class<?> bean, Class<?> stateful) {
        Optional<Class<?>> scope =
                Supertypes.classes(bean).stream()
                        .flatMap(
                                type ->
                                        scopes(type)
                                                .filter(each -> type == bean || isInherited(each)))
                        .findFirst();
        return scope.isEmpty() || scope.get().getName().equals(DEPENDENT)
                ? stateful
                : scope.filter(UnkeyedState::isPassivating).orElse(null);
    }

    private static boolean isInherited(Class<?> annotation) {
        return annotation.isAnnotationPresent(Inherited.class);
    }

    private static Stream<Class<?>> scopes(Class<?> type) {
        return annotations(type)
                .filter(
                        each ->
                                annotations(each)
                                        .anyMatch(meta -> SCOPES.contains(meta.getName())));
    }

    private static Stream<Class<?>> annotations(Class<?> type) {
        return Arrays.stream(type.getDeclaredAnnotations()).map(Annotation::annotationType);
    }

    /** A container may store the state of such a bean, as that of a session: it has an owner. */
    private static boolean isPassivating(Class<?> scope) {
        return Arrays.stream(scope.getDeclaredAnnotations())
                .filter(each -> each.annotationType().getName().equals(NORMAL_SCOPE))
                .anyMatch(UnkeyedState::passivating);
    }

    private static boolean passivating(Annotation normalScope) {
        try {
            return (boolean)
                    normalScope.annotationType().getMethod("passivating").invoke(normalScope);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable String requestParameter(Class<?> type) {
        for (Field field : type.getDeclaredFields()) {
            if (isOfOneRequest(field)) {
                return "the field " + type.getName() + "." + field.getName();
            }
        }
        for (Method method : Supertypes.readableMethods(type)) {
            if (isOfOneRequest(method) || isInitializer(method) && takesOfOneRequest(method)) {
                return "the property that " + type.getName() + "." + method.getName() + " sets";
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (takesOfOneRequest(constructor)) {
                return "a parameter of the constructor of " + type.getName();
            }
        }
        return null;
    }

    /** The container calls it with a new bean. */
    private static boolean isInitializer(Method method) {
        return Arrays.stream(method.getAnnotations())
                .anyMatch(each -> each.annotationType().getName().equals(INJECT));
    }

    private static boolean takesOfOneRequest(Executable executable) {
        return Arrays.stream(executable.getParameters()).anyMatch(UnkeyedState::isOfOneRequest);
    }

    private static boolean isOfOneRequest(AnnotatedElement element) {
        return Arrays.stream(element.getAnnotations())
                .map(annotation -> annotation.annotationType().getName())
                .anyMatch(UnkeyedState::isOfOneRequest);
    }

    /** Whether an annotation of this name marks a part of a request or a session. */
    static boolean isOfOneRequest(String name) {
        return name.startsWith("jakarta.ws.rs.") && name.endsWith("Param")
                || OF_ONE_REQUEST.contains(name);
    }
}
