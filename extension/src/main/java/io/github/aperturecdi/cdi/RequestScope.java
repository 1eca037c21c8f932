package io.github.aperturecdi.cdi;

import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.spi.Context;
import jakarta.enterprise.inject.spi.BeanContainer;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a thread serves a request. Access to a scope that is not active costs an exception.
 * CDI 4.1 has a query without one; Weld has it in earlier versions, too.
 */
final class RequestScope {

    private final BeanContainer container;

    /**
     * The contexts of the request scope, of which at most one is active on a thread; empty if the
     * container does not tell, null before the first query.
     */
    private volatile @Nullable Optional<List<Context>> contexts;

    RequestScope(BeanContainer container) {
        this.container = container;
    }

    /** Whether the scope may be active; true if the container does not tell. */
    boolean mayBeActive() {
        Optional<List<Context>> known = contexts;
        if (known == null) {
            known = find();
            contexts = known;
        }
        if (known.isEmpty()) {
            return true;
        }
        for (Context context : known.get()) {
            if (context.isActive()) {
                return true;
            }
        }
        return false;
    }

    private Optional<List<Context>> find() {
        for (Class<?> type : List.of(BeanContainer.class, container.getClass())) {
            try {
                Method contextsOf = type.getMethod("getContexts", Class.class);
                Class<? extends Annotation> scope = RequestScoped.class;
                return contextsOf.invoke(container, scope) instanceof Collection<?> found
                        ? Optional.of(found.stream().map(Context.class::cast).toList())
                        : Optional.empty();
            } catch (ReflectiveOperationException | RuntimeException e) {
                // This type lacks the method; the next one may have it.
                continue;
            }
        }
        return Optional.empty();
    }
}
