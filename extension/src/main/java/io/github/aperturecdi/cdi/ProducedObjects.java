package io.github.aperturecdi.cdi;

import io.github.aperturecdi.internal.reflect.BeanMethods;
import io.github.aperturecdi.internal.reflect.BeanTypes;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds producers of objects with a binding. The application makes such an object itself, so no
 * interceptor sees its calls.
 */
final class ProducedObjects {

    /** Types with a binding, each with its producer. */
    private final Map<Class<?>, String> found = new LinkedHashMap<>();

    /**
     * Looks at one producer.
     *
     * @param bean the class of the bean that has the producer
     * @param produced what the producer declares
     * @param producer the method or field as messages show it
     */
    void look(Class<?> bean, Type produced, String producer) {
        Class<?> type = new BeanTypes(bean).raw(produced);
        if (bound(type) != null && !mayBeRestClient(type)) {
            found.putIfAbsent(type, producer);
        }
    }

    /** Some libraries intercept the calls of a REST client that the application builds itself. */
    private static boolean mayBeRestClient(Class<?> type) {
        return type.isInterface() && SubResources.isResource(type);
    }

    /**
     * Reports the types that no other bean has. A producer may also return such a bean, whose calls
     * are controlled.
     */
    void report(UnmanagedClasses beans, DeploymentErrors errors) {
        found.forEach(
                (type, producer) -> {
                    if (!beans.has(type)) {
                        errors.add(DeploymentTexts.produced(String.valueOf(bound(type)), producer));
                    }
                });
    }

    /** The place of a type's binding; null if it has none, or needs a library that is absent. */
    private static @Nullable String bound(Class<?> type) {
        try {
            return Bindings.placeIn(type, List.copyOf(BeanMethods.of(type)));
        } catch (LinkageError e) {
            return null;
        }
    }
}
