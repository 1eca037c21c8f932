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
 * The application's beans of a type, highest {@link Priority} first (default 0). Looked up when
 * first asked for, and once: a dependent bean lives as long as the bean that has asked for the
 * instances.
 *
 * @param <T> the type
 */
final class PrioritizedBeans<T> implements Supplier<List<T>> {

    private final Instance<T> beans;
    private volatile @Nullable List<T> found;

    PrioritizedBeans(Instance<T> beans) {
        this.beans = beans;
    }

    @Override
    public List<T> get() {
        List<T> now = found;
        if (now == null) {
            now = highestFirst();
            found = now;
        }
        return now;
    }

    /** Two threads may come here at once: nothing waits while the container makes beans. */
    private List<T> highestFirst() {
        return StreamSupport.stream(beans.handles().spliterator(), false)
                .sorted(
                        Comparator.comparingInt((Instance.Handle<T> h) -> priority(h.getBean()))
                                .reversed())
                .<T>map(Instance.Handle::get)
                .toList();
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
