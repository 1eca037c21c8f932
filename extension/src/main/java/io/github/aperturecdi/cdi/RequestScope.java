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
 * Whether a thread serves a request. A look into a scope that is not active costs an exception, and
 * CDI has a question without one from 4.1 on; Weld has it before.
 */
final class RequestScope {

    private final BeanContainer container;

    /** Those of the scope, of which one at most is active on a thread; empty where nobody says. */
    private volatile @Nullable Optional<List<Context>> contexts;

    RequestScope(BeanContainer container) {
        this.container = container;
    }

    /** True also where the container cannot be asked. */
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
                // Not of this type; the next one may have it.
                continue;
            }
        }
        return Optional.empty();
    }
}
