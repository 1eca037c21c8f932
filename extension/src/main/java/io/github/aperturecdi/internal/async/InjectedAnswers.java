package io.github.aperturecdi.internal.async;

import io.github.aperturecdi.internal.reflect.Supertypes;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds objects through which a call is answered and that are not parameters of the method: they
 * are injected into the bean, or into an object that Jakarta REST makes of several parameters. The
 * library cannot follow them there.
 */
final class InjectedAnswers {

    private static final String BEAN_PARAM = "jakarta.ws.rs.BeanParam";

    private static final Set<String> INJECTED =
            Set.of("jakarta.ws.rs.core.Context", "jakarta.inject.Inject", BEAN_PARAM);

    private final Predicate<Class<?>> answer;
    private final String method;
    private final Set<Class<?>> seen = new HashSet<>();

    /**
     * @param answer whether a call may be answered through an object of a type
     * @param method the method as messages show it
     */
    InjectedAnswers(Predicate<Class<?>> answer, String method) {
        this.answer = answer;
        this.method = method;
    }

    /**
     * Refuses a method with such an object. If a method returns a value, that is the answer, and
     * the objects in its bean are for other methods.
     */
    void refuse(Class<?> bean, Method controlled) {
        for (Parameter parameter : controlled.getParameters()) {
            if (has(parameter, BEAN_PARAM)) {
                look(parameter.getType(), true);
            }
        }
        if (controlled.getReturnType() == void.class) {
            look(bean, false);
        }
    }

    /**
     * @param all whether every field counts, as in a class that Jakarta REST makes of parameters
     */
    private void look(Class<?> bean, boolean all) {
        if (!seen.add(bean)) {
            return;
        }
        for (Class<?> type : Supertypes.classes(bean)) {
            if (type == Object.class) {
                break;
            }
            for (Field field : type.getDeclaredFields()) {
                look(field, field.getType(), all, type.getName() + "." + field.getName());
            }
            for (Method setter : Supertypes.declaredMethods(type)) {
                // The parameters of other methods belong to the calls of those methods.
                if (isInjected(setter)) {
                    look(setter, true);
                }
            }
            for (Constructor<?> constructor : type.getDeclaredConstructors()) {
                look(constructor, all);
            }
        }
    }

    private void look(Executable injected, boolean all) {
        for (Parameter parameter : injected.getParameters()) {
            look(parameter, parameter.getType(), all || isInjected(injected), injected.toString());
        }
    }

    private void look(AnnotatedElement place, Class<?> type, boolean all, String where) {
        if (answer.test(type) && (all || isInjected(place))) {
            throw new IllegalArgumentException(
                    AsyncTexts.injectedAnswer(method, where, type.getName()));
        }
        if (has(place, BEAN_PARAM)) {
            look(type, true);
        }
    }

    private static boolean isInjected(AnnotatedElement place) {
        return INJECTED.stream().anyMatch(annotation -> has(place, annotation));
    }

    private static boolean has(AnnotatedElement place, String annotation) {
        return Arrays.stream(place.getAnnotations())
                .anyMatch(a -> a.annotationType().getName().equals(annotation));
    }
}
