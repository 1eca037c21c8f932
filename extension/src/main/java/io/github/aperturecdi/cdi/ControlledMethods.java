package io.github.aperturecdi.cdi;

import io.github.aperturecdi.internal.async.ResultKinds;
import io.github.aperturecdi.internal.reflect.BeanClass;
import io.github.aperturecdi.internal.reflect.Supertypes;
import io.github.aperturecdi.internal.refusal.RejectionMappers;
import jakarta.interceptor.InvocationContext;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The plans of an application's controlled methods. Methods that the check of the deployment has
 * found get their plans at once, other methods at their first call. On Quarkus every method gets
 * its plan at the first call, as the check runs at build time.
 */
public final class ControlledMethods implements AutoCloseable {

    /**
     * A method of a bean. One method may be inherited by two beans with different bindings.
     *
     * @param bean the bean's class
     * @param method the method
     */
    record BeanMethod(Class<?> bean, Method method) {}

    /** Empty for a method that is exempt or not controlled. */
    private final Map<BeanMethod, Optional<ControlledMethod>> plans = new ConcurrentHashMap<>();

    private final MethodPlanner planner;

    /**
     * Creates the plans.
     *
     * @param loader the application's class loader
     * @param mappers the application's mappers, for refused calls
     * @param deployed the methods that the check has found
     */
    ControlledMethods(ClassLoader loader, RejectionMappers mappers, DeployedMethods deployed) {
        planner = MethodPlanner.load(loader, mappers);
        deployed.bindings()
                .forEach(
                        (key, binding) ->
                                plans.put(
                                        key,
                                        Optional.of(
                                                planner.plan(key.bean(), key.method(), binding))));
    }

    /** Closes the result caches and the followed arguments. */
    @Override
    public void close() {
        planner.close();
    }

    ResultKinds kinds() {
        return planner.kinds();
    }

    /** The plan of a call's method; null if the method is exempt or not controlled. */
    @Nullable ControlledMethod of(InvocationContext call) {
        Object target = call.getTarget();
        Method method = call.getMethod();
        BeanMethod key =
                new BeanMethod(
                        target == null ? method.getDeclaringClass() : target.getClass(), method);
        Optional<ControlledMethod> plan = plans.get(key);
        if (plan == null) {
            plan = plans.computeIfAbsent(key, k -> plan(k, call));
        }
        return plan.orElse(null);
    }

    /**
     * Finds or makes a plan. The class of an instance is often the container's subclass of the
     * bean's class.
     */
    private Optional<ControlledMethod> plan(BeanMethod called, InvocationContext call) {
        Method method = called.method();
        Class<?> written = BeanClass.of(called.bean(), method);
        List<Class<?>> classes = Supertypes.classes(called.bean());
        for (Class<?> type : classes.subList(1, classes.indexOf(written) + 1)) {
            Optional<ControlledMethod> known = plans.get(new BeanMethod(type, method));
            if (known != null) {
                return known;
            }
        }
        return Uncontrolled.is(method) || Bindings.exempt(List.of(method.getAnnotations()))
                ? Optional.empty()
                : Optional.of(
                        planner.plan(
                                called.bean(), method, Bindings.of(called.bean(), method, call)));
    }
}
