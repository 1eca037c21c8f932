package io.github.aperturecdi.cdi;

import io.github.aperturecdi.internal.Exhausted;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.Prioritized;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The application's beans of a type, highest {@link Priority} first (default 0), then by name. They
 * are looked up at the first use, as they may need beans that are created together with this
 * object. They are looked up once: a handle keeps its instance, so a dependent bean is not created
 * for every flow.
 *
 * @param <T> the type
 */
final class PrioritizedBeans<T> implements Supplier<List<T>> {

    private static final System.Logger LOG = System.getLogger(PrioritizedBeans.class.getName());

    private final Instance<T> beans;
    private final BiFunction<String, Throwable, String> failed;
    private volatile @Nullable List<Instance.Handle<T>> found;
    private volatile @Nullable List<T> made;

    /**
     * Creates the list without looking up the beans.
     *
     * @param beans the application's beans
     * @param failed makes the message for a bean, given by name, that cannot be created
     */
    PrioritizedBeans(Instance<T> beans, BiFunction<String, Throwable, String> failed) {
        this.beans = beans;
        this.failed = failed;
    }

    @Override
    public List<T> get() {
        List<T> now = made;
        if (now == null) {
            now = new ArrayList<>();
            for (Instance.Handle<T> handle : handles()) {
                try {
                    now.add(handle.get());
                } catch (Throwable e) {
                    Exhausted.rethrow(e);
                    // A bean that cannot be created does not affect the others.
                    LOG.log(System.Logger.Level.WARNING, failed.apply(name(handle), e), e);
                }
            }
            made = now;
        }
        return now;
    }

    /**
     * The handles of the beans. Two threads may look them up at once, as a lock would make threads
     * wait while the container creates beans.
     */
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

    /** A bean as messages show it. */
    static String name(Instance.Handle<?> handle) {
        return handle.getBean().getBeanClass().getName();
    }

    /** The priority of a bean's class; for a producer, of the class that declares it. */
    private static int priority(Bean<?> bean) {
        Priority onClass = bean.getBeanClass().getAnnotation(Priority.class);
        if (onClass != null) {
            return onClass.value();
        }
        return bean instanceof Prioritized prioritized ? prioritized.getPriority() : 0;
    }
}
