package io.github.aperturecdi.cdi;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.async.AsyncReturn;
import io.github.aperturecdi.async.AsyncReturns;
import io.github.aperturecdi.cache.ResultCaches;
import io.github.aperturecdi.cache.ResultCaching;
import io.github.aperturecdi.config.Durations;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.Messages;
import io.github.aperturecdi.labels.MethodLabels;
import jakarta.interceptor.InvocationContext;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The plan of a controlled method: what is known of it before any call.
 *
 * @param name the method, for people: {@code SimpleClass.method}
 * @param controlPoint where its flows ask
 * @param timeout the annotation's; null for the configuration's
 * @param labels its labels
 * @param asyncReturn the kind of its result; null when its work has ended once it returns
 * @param caching what caches its results; null when nothing does
 */
record ControlledMethod(
        String name,
        String controlPoint,
        @Nullable Duration timeout,
        MethodLabels labels,
        @Nullable AsyncReturn asyncReturn,
        @Nullable ResultCaching caching) {

    static final String KOTLIN_CONTINUATION = "kotlin.coroutines.Continuation";

    /**
     * Makes the plan.
     *
     * @param target the bean's class, or the container's subclass of it
     * @param method the bean's method
     * @throws IllegalArgumentException if the annotations cannot be followed; the message says
     *     which, and the remedy
     */
    static ControlledMethod of(
            Class<?> target, Method method, AsyncReturns asyncReturns, ResultCaches caches) {
        ApertureControlled binding = binding(target, method);
        String name = method.getDeclaringClass().getSimpleName() + "." + method.getName();
        if (suspends(method)) {
            throw new IllegalArgumentException(Messages.suspendFunction(name));
        }
        String value = binding == null ? "" : binding.value();
        AsyncReturn asyncReturn = asyncReturns.of(method.getReturnType());
        return new ControlledMethod(
                name,
                value.isBlank() ? name : value,
                binding == null || binding.timeout().isBlank()
                        ? null
                        : timeout(binding.timeout(), name),
                MethodLabels.of(method, name),
                asyncReturn,
                caches.of(target, method, name, asyncReturn != null));
    }

    private static boolean suspends(Method method) {
        Class<?>[] types = method.getParameterTypes();
        return types.length > 0 && types[types.length - 1].getName().equals(KOTLIN_CONTINUATION);
    }

    /**
     * The method's annotation beats the class's, which is inherited also by the container's
     * subclass.
     */
    private static @Nullable ApertureControlled binding(Class<?> target, Method method) {
        ApertureControlled onMethod = method.getAnnotation(ApertureControlled.class);
        return onMethod != null ? onMethod : target.getAnnotation(ApertureControlled.class);
    }

    private static Duration timeout(String text, String method) {
        try {
            return Durations.positive(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    Messages.badTimeout(method, text, e.getMessage()), e);
        }
    }

    FlowRequest request(@Nullable Object[] arguments) {
        FlowRequest.Builder request = FlowRequest.at(controlPoint).timeout(timeout);
        labels.addTo(request, arguments);
        String cacheKey = caching == null ? null : caching.key(arguments);
        if (cacheKey != null) {
            request.resultCacheKey(cacheKey);
        }
        return request.build();
    }

    /** What an admitted flow runs: the method, unless its result is cached. */
    Callable<@Nullable Object> work(InvocationContext call) {
        return caching == null ? call::proceed : caching.around(call::proceed);
    }

    FlowRejectedException refusal(FlowRejection rejection) {
        return new FlowRejectedException(rejection, name);
    }
}
