package io.github.aperturecdi.cache;

import io.github.aperturecdi.internal.reflect.Supertypes;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what belongs to one client in a bean, such as its session. A result may depend on it, and
 * the key of a cached result does not contain it, so clients would get the results of others.
 */
final class UnkeyedState {

    private static final Set<String> OF_ONE_CLIENT =
            Set.of(
                    "jakarta.ejb.Stateful",
                    "jakarta.enterprise.context.ConversationScoped",
                    "jakarta.enterprise.context.SessionScoped");

    /** The annotations of a scope. */
    private static final Set<String> SCOPES =
            Set.of("jakarta.enterprise.context.NormalScope", "jakarta.inject.Scope");

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
        return Supertypes.classes(bean).stream()
                .flatMap(UnkeyedState::scopes)
                .findFirst()
                .filter(OF_ONE_CLIENT::contains)
                .map(scope -> "the state of a bean with @" + scope)
                .orElse(null);
    }

    /** A subclass may have another scope than its superclass. */
    private static Stream<String> scopes(Class<?> type) {
        return Arrays.stream(type.getDeclaredAnnotations())
                .map(Annotation::annotationType)
                .filter(
                        each ->
                                OF_ONE_CLIENT.contains(each.getName())
                                        || Arrays.stream(each.getAnnotations())
                                                .map(meta -> meta.annotationType().getName())
                                                .anyMatch(SCOPES::contains))
                .map(Class::getName);
    }

    private static @Nullable String requestParameter(Class<?> type) {
        for (Field field : type.getDeclaredFields()) {
            if (isRequestParameter(field)) {
                return "the field " + type.getName() + "." + field.getName();
            }
        }
        for (Method method : Supertypes.readableMethods(type)) {
            if (isRequestParameter(method)) {
                return "the property that " + type.getName() + "." + method.getName() + " sets";
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (Arrays.stream(constructor.getParameters())
                    .anyMatch(UnkeyedState::isRequestParameter)) {
                return "a parameter of the constructor of " + type.getName();
            }
        }
        return null;
    }

    private static boolean isRequestParameter(AnnotatedElement element) {
        return Arrays.stream(element.getAnnotations())
                .map(annotation -> annotation.annotationType().getName())
                .anyMatch(name -> name.startsWith("jakarta.ws.rs.") && name.endsWith("Param"));
    }
}
