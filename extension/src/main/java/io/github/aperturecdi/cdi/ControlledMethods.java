package io.github.aperturecdi.cdi;

import io.github.aperturecdi.async.AsyncReturns;
import io.github.aperturecdi.async.EventLoops;
import io.github.aperturecdi.cache.ResultCaches;
import io.github.aperturecdi.outcome.HttpOutcomes;
import jakarta.interceptor.InvocationContext;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The plans of one deployment's controlled methods, each made at its first call, and what they run
 * with.
 */
public final class ControlledMethods implements AutoCloseable {

    /**
     * The class as well: one method may be inherited by two beans with different class-level
     * bindings.
     */
    private record Key(Class<?> target, Method method) {

        static Key of(InvocationContext call) {
            Method method = call.getMethod();
            // ArC intercepts static methods too, without a target.
            Object target = call.getTarget();
            return new Key(target == null ? method.getDeclaringClass() : target.getClass(), method);
        }
    }

    private final Map<Key, ControlledMethod> plans = new ConcurrentHashMap<>();
    private final AsyncReturns asyncReturns;
    private final EventLoops eventLoops;
    private final ResultCaches caches;
    private final HttpOutcomes outcomes;

    ControlledMethods(ClassLoader loader) {
        asyncReturns = new AsyncReturns(loader);
        eventLoops = new EventLoops(loader);
        caches = new ResultCaches(loader);
        outcomes = new HttpOutcomes(loader);
    }

    /** Closes what caching holds. */
    @Override
    public void close() {
        caches.close();
    }

    EventLoops eventLoops() {
        return eventLoops;
    }

    HttpOutcomes outcomes() {
        return outcomes;
    }

    ControlledMethod of(InvocationContext call) {
        Key key = Key.of(call);
        ControlledMethod plan = plans.get(key);
        return plan != null ? plan : plans.computeIfAbsent(key, k -> plan(k.target(), k.method()));
    }

    /**
     * Makes a plan.
     *
     * @throws IllegalArgumentException if the annotations cannot be followed; the message says
     *     which, and the remedy
     */
    ControlledMethod plan(Class<?> target, Method method) {
        return ControlledMethod.of(target, method, asyncReturns, caches);
    }
}
