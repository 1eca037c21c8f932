package io.github.aperturecdi.cdi;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.Prioritized;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The application's beans of a type, highest {@link Priority} first (default 0), then by name.
 * Looked up when first asked for, as they may need what is made together with this; and once: each
 * handle keeps its instance, so a dependent one is not made for every flow.
 *
 * @param <T> the type
 */
final class PrioritizedBeans<T> implements Supplier<List<T>> {

    private final Instance<T> beans;
    private volatile @Nullable List<Instance.Handle<T>> found;
    private volatile @Nullable List<T> made;

    PrioritizedBeans(Instance<T> beans) {
        this.beans = beans;
    }

    @Override
    public List<T> get() {
        List<T> now = made;
        if (now == null) {
            now = handles().stream().<T>map(Instance.Handle::get).toList();
            made = now;
        }
        return now;
    }

    /** Two threads may come here at once: nothing waits while the container makes beans. */
    List<Instance.Handle<T>> handles() {
        List<Instance.Handle<T>> now = found;
        if (now == null) {
            now =
                    StreamSupport.stream(beans.handles().spliterator(), false)
                            .<Instance.Handle<T>>map(handle -> handle)
                            .sorted(
                                    Comparator.comparingInt(
                                                    (Instance.Handle<T> handle) ->
                                                            -priority(handle.getBean()))
                                            .thenComparing(PrioritizedBeans::name))
                            .toList();
            found = now;
        }
        return now;
    }

    /** A bean, for people. */
    static String name(Instance.Handle<?> handle) {
        return handle.getBean().getBeanClass().getName();
    }

    /** Of what makes a bean that is no class, the class that makes it. */
    private static int priority(Bean<?> bean) {
        Priority onClass = bean.getBeanClass().getAnnotation(Priority.class);
        if (onClass != null) {
            return onClass.value();
        }
        return bean instanceof Prioritized prioritized ? prioritized.getPriority() : 0;
    }
}
