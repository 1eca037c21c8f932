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
 * interceptor sees its calls, unless the producer lets the container intercept it.
 */
final class ProducedObjects {

    private static final System.Logger LOG = System.getLogger(ProducedObjects.class.getName());

    /** Producers, each with the type that has a binding. */
    private final Map<String, Class<?>> found = new LinkedHashMap<>();

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
            found.put(producer, type);
        }
    }

    /** Some libraries intercept the calls of a REST client that the application builds itself. */
    private static boolean mayBeRestClient(Class<?> type) {
        return type.isInterface() && SubResources.isResource(type);
    }

    /**
     * Warns of the producers whose type no bean of a class has. Otherwise the producer may return
     * such a bean, whose calls are controlled.
     */
    void report(UnmanagedClasses beans) {
        found.forEach(
                (producer, type) -> {
                    if (!beans.has(type)) {
                        LOG.log(
                                System.Logger.Level.WARNING,
                                DeploymentTexts.produced(String.valueOf(bound(type)), producer));
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
