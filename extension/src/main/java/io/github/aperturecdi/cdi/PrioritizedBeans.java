package io.github.aperturecdi.cdi;

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
 * The application's beans of a type, highest {@link Priority} first (default 0), then by name.
 * Looked up when first asked for, as they may need what is made together with this; and once: each
 * handle keeps its instance, so a dependent one is not made for every flow.
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
     * Beans.
     *
     * @param beans the application's
     * @param failed says that a bean, by its name, could not be made
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
                    // One that cannot be made keeps no other from its work.
                    LOG.log(System.Logger.Level.WARNING, failed.apply(name(handle), e), e);
                }
            }
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
