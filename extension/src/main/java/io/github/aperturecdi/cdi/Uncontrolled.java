package io.github.aperturecdi.cdi;

import io.github.aperturecdi.internal.reflect.Supertypes;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Methods that are never controlled: the binding of the class does not apply to them, and a binding
 * on the method is a mistake.
 */
final class Uncontrolled {

    /** Annotations of methods that the container calls past all interceptors. */
    private static final Set<String> CALLBACKS =
            Set.of(
                    "jakarta.inject.Inject",
                    "jakarta.annotation.PostConstruct",
                    "jakarta.annotation.PreDestroy",
                    "jakarta.interceptor.AroundConstruct",
                    "jakarta.interceptor.AroundInvoke",
                    "jakarta.interceptor.AroundTimeout",
                    "jakarta.ejb.AfterBegin",
                    "jakarta.ejb.AfterCompletion",
                    "jakarta.ejb.BeforeCompletion",
                    "jakarta.ejb.PostActivate",
                    "jakarta.ejb.PrePassivate");

    private Uncontrolled() {}

    static boolean is(Method method, Collection<? extends Annotation> onMethod) {
        return callback(onMethod) != null || isSynchronization(method) || isOfObject(method);
    }

    /**
     * Whether a called method is never controlled: a container may intercept more methods than it
     * has to.
     */
    static boolean is(Method method) {
        return is(method, List.of(method.getAnnotations()))
                || method.isSynthetic() && !method.isBridge();
    }

    /** The error message for a binding on such a method. */
    static String message(Method method, Collection<? extends Annotation> onMethod) {
        String place = MethodText.of(method);
        String callback = callback(onMethod);
        if (callback == null && isSynchronization(method)) {
            return DeploymentTexts.callback(place, "SessionSynchronization");
        }
        return callback == null
                ? DeploymentTexts.objectMethod(place)
                : DeploymentTexts.callback(place, "@" + callback);
    }

    /** The simple name of the annotation that makes a method a callback; null if there is none. */
    static @Nullable String callback(Collection<? extends Annotation> onMethod) {
        return onMethod.stream()
                .map(Annotation::annotationType)
                .filter(type -> CALLBACKS.contains(type.getName()))
                .map(Class::getSimpleName)
                .findFirst()
                .orElse(null);
    }

    /** Whether a stateful bean has the method for its container, which calls it in transactions. */
    private static boolean isSynchronization(Method method) {
        return Supertypes.of(method.getDeclaringClass()).stream()
                .filter(type -> type.getName().equals("jakarta.ejb.SessionSynchronization"))
                .flatMap(type -> Supertypes.readableMethods(type).stream())
                .anyMatch(callback -> Supertypes.sameSignature(callback, method));
    }

    /** Whether every object has the method, overridden or not. */
    private static boolean isOfObject(Method method) {
        try {
            Object.class.getDeclaredMethod(method.getName(), method.getParameterTypes());
            return true;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }
}
