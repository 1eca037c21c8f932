package io.github.aperturecdi.cdi;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.cache.ResultCaches;
import io.github.aperturecdi.cache.ResultCaching;
import io.github.aperturecdi.internal.async.AsyncArguments;
import io.github.aperturecdi.internal.async.LastingResults;
import io.github.aperturecdi.internal.async.OpenResults;
import io.github.aperturecdi.internal.async.PlainReturn;
import io.github.aperturecdi.internal.async.ResultKind;
import io.github.aperturecdi.internal.async.ResultKinds;
import io.github.aperturecdi.internal.config.Durations;
import io.github.aperturecdi.internal.labels.MethodLabels;
import io.github.aperturecdi.internal.reflect.BeanClass;
import io.github.aperturecdi.internal.reflect.BeanTypes;
import io.github.aperturecdi.internal.refusal.Refusal;
import io.github.aperturecdi.internal.refusal.RejectionMappers;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes the plans of controlled methods from their annotations.
 *
 * @param kinds the kinds of results and arguments
 * @param caches makes the caches of results
 * @param mappers the application's mappers; none while a deployment is checked
 */
record MethodPlanner(ResultKinds kinds, ResultCaches caches, RejectionMappers mappers)
        implements AutoCloseable {

    private static final String KOTLIN_CONTINUATION = "kotlin.coroutines.Continuation";

    /** Creates the planner of the application that a loader loads. */
    static MethodPlanner load(ClassLoader loader, RejectionMappers mappers) {
        return new MethodPlanner(ResultKinds.load(loader), new ResultCaches(loader), mappers);
    }

    /** Closes the result caches and the kinds of arguments. */
    @Override
    public void close() {
        try {
            caches.close();
        } finally {
            kinds.arguments().close();
        }
    }

    /**
     * Makes the plan.
     *
     * @param bean the bean's class, or the container's subclass of it
     * @param method the bean's method
     * @param binding its binding; null if the annotation is not visible here, and the defaults
     *     apply
     * @throws IllegalArgumentException if an annotation cannot work; the message names it and the
     *     remedy
     */
    ControlledMethod plan(Class<?> bean, Method method, @Nullable ApertureControlled binding) {
        String name = name(method);
        String place = MethodText.of(method);
        if (suspends(method)) {
            throw new IllegalArgumentException(DeploymentTexts.suspendFunction(place));
        }
        DeploymentErrors errors = new DeploymentErrors();
        String controlPoint = errors.get(() -> controlPoint(binding, name, place));
        Duration timeout = errors.get(() -> timeout(binding, place));
        MethodLabels labels =
                errors.get(
                        () ->
                                MethodLabels.of(
                                        bean,
                                        method,
                                        binding == null ? new String[0] : binding.labels(),
                                        place));
        BeanTypes types = new BeanTypes(bean);
        Type returned = types.resolved(method.getGenericReturnType());
        Class<?> returnType = types.raw(returned);
        ResultKind kind =
                EjbAsynchronous.hasEnded(method)
                        ? null
                        : errors.get(() -> kinds.returns().of(returnType, place));
        LastingResults lasting = errors.get(() -> kinds.lasting().of(returned, kind, place));
        AsyncArguments.Followed arguments =
                errors.get(
                        () ->
                                kinds.arguments()
                                        .of(types.parameters(method), place, kind, returnType));
        errors.run(() -> kinds.returns().refuseInside(returned, place));
        errors.run(() -> kinds.arguments().refuseInjected(bean, method, place));
        ResultCaching caching = errors.get(() -> caches.of(bean, method, place, kind));
        if (caching != null && arguments != null) {
            errors.add(DeploymentTexts.cachedAnswer(place));
        }
        boolean throwsLater = kind != null && kind.canFail(returnType);
        Refusal refusal =
                errors.get(() -> Refusal.of(bean, method, binding, place, throwsLater, mappers));
        errors.throwAll();
        return new ControlledMethod(
                name,
                Objects.requireNonNull(controlPoint),
                timeout,
                binding != null && binding.rampMode(),
                Objects.requireNonNull(labels),
                returnType,
                kind == null
                        ? new PlainReturn(name, OpenResults.isOpen(returnType), arguments)
                        : kind,
                Objects.requireNonNull(lasting),
                caching,
                Objects.requireNonNull(refusal),
                mappers);
    }

    private static String name(Method method) {
        return BeanClass.declaring(method).getSimpleName() + "." + method.getName();
    }

    private static String controlPoint(
            @Nullable ApertureControlled binding, String name, String place) {
        if (binding == null || binding.value().isEmpty()) {
            return name;
        }
        if (binding.value().isBlank()) {
            throw new IllegalArgumentException(DeploymentTexts.blankControlPointOf(place));
        }
        return binding.value();
    }

    private static boolean suspends(Method method) {
        Class<?>[] types = method.getParameterTypes();
        return types.length > 0 && types[types.length - 1].getName().equals(KOTLIN_CONTINUATION);
    }

    private static @Nullable Duration timeout(@Nullable ApertureControlled binding, String place) {
        if (binding == null || binding.timeout().isEmpty()) {
            return null;
        }
        try {
            return Durations.positive(binding.timeout());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    DeploymentTexts.badTimeout(place, binding.timeout(), e.getMessage()), e);
        }
    }
}
