package io.github.aperturecdi.cdi;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.async.AsyncKinds;
import io.github.aperturecdi.async.EventLoops;
import io.github.aperturecdi.async.OpenResults;
import io.github.aperturecdi.cache.ResultCaches;
import io.github.aperturecdi.outcome.HttpOutcomes;
import io.github.aperturecdi.refusal.RejectionMappers;
import jakarta.interceptor.InvocationContext;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The plans of one deployment's controlled methods, and the services that their calls use. The
 * deployment's check makes the plans where the container keeps them. Other plans are made at the
 * first call. On Quarkus all plans are made at the first call, as objects of the build do not exist
 * at run time.
 */
public final class ControlledMethods implements AutoCloseable {

    /**
     * A method of a bean. The key has the class, too: two beans with different class-level bindings
     * may inherit the same method.
     */
    private record Key(Class<?> bean, Method method) {

        /** The key of a call. The class is often the container's subclass of the bean's class. */
        static Key of(InvocationContext call) {
            Object target = call.getTarget();
            return new Key(
                    target == null ? call.getMethod().getDeclaringClass() : target.getClass(),
                    call.getMethod());
        }
    }

    /** The plans; empty for a method that is exempt or not controlled. */
    private final Map<Key, Optional<ControlledMethod>> plans = new ConcurrentHashMap<>();

    private final AsyncKinds kinds;
    private final OpenResults openResults;
    private final EventLoops eventLoops;
    private final ResultCaches caches;
    private final HttpOutcomes outcomes;
    private final DeployedPlans deployed;

    /**
     * Creates the plans.
     *
     * @param loader the application's class loader
     * @param deployed the plans of the deployment's check
     */
    ControlledMethods(ClassLoader loader, DeployedPlans deployed) {
        this.deployed = deployed;
        kinds = AsyncKinds.load(loader);
        openResults = new OpenResults(kinds.returns(), kinds.lasting());
        eventLoops = new EventLoops(loader);
        caches = new ResultCaches(loader);
        outcomes = new HttpOutcomes(loader);
    }

    /** Closes the result caches and the followed arguments. */
    @Override
    public void close() {
        try {
            caches.close();
        } finally {
            kinds.arguments().close();
        }
    }

    OpenResults openResults() {
        return openResults;
    }

    EventLoops eventLoops() {
        return eventLoops;
    }

    HttpOutcomes outcomes() {
        return outcomes;
    }

    RejectionMappers mappers() {
        return deployed.refusals();
    }

    /** The plan of a call's method; null if the method is exempt or not controlled. */
    @Nullable ControlledMethod of(InvocationContext call) {
        Key key = Key.of(call);
        Optional<ControlledMethod> plan = plans.get(key);
        if (plan == null) {
            plan = plans.computeIfAbsent(key, k -> plan(k, call));
        }
        return plan.orElse(null);
    }

    private Optional<ControlledMethod> plan(Key key, InvocationContext call) {
        ControlledMethod known = deployed.of(key.bean(), key.method());
        if (known != null) {
            return Optional.of(known);
        }
        return Uncontrolled.is(key.method())
                        || Bindings.exempt(List.of(key.method().getAnnotations()))
                ? Optional.empty()
                : Optional.of(
                        plan(
                                key.bean(),
                                key.method(),
                                Bindings.of(key.bean(), key.method(), call)));
    }

    /**
     * Makes a plan.
     *
     * @throws IllegalArgumentException if an annotation cannot work; the message says which one,
     *     and the remedy
     */
    ControlledMethod plan(Class<?> bean, Method method, @Nullable ApertureControlled binding) {
        return ControlledMethod.of(bean, method, binding, kinds, caches, deployed.refusals());
    }
}
