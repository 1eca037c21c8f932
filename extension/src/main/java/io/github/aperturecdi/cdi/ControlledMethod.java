package io.github.aperturecdi.cdi;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.async.AsyncReturn;
import io.github.aperturecdi.async.AsyncReturns;
import io.github.aperturecdi.cache.ResultCaches;
import io.github.aperturecdi.cache.ResultCaching;
import io.github.aperturecdi.config.Durations;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.Messages;
import jakarta.interceptor.InvocationContext;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The plan of a controlled method: what is known of it before any call.
 *
 * @param name the method, for people: {@code SimpleClass.method}
 * @param controlPoint where its flows ask
 * @param timeout the annotation's; null for the configuration's
 * @param labels its labelled parameters
 * @param asyncReturn the kind of its result; null when its work has ended once it returns
 * @param caching what caches its results; null when nothing does
 */
record ControlledMethod(
        String name,
        String controlPoint,
        @Nullable Duration timeout,
        List<LabelledParameter> labels,
        @Nullable AsyncReturn asyncReturn,
        @Nullable ResultCaching caching) {

    static final String KOTLIN_CONTINUATION = "kotlin.coroutines.Continuation";

    /** A parameter that is sent under a key. */
    private record LabelledParameter(String key, int index) {}

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
                labels(method, name),
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

    private static List<LabelledParameter> labels(Method method, String name) {
        List<LabelledParameter> labels = new ArrayList<>();
        Parameter[] parameters = method.getParameters();
        for (int i = 0; i < parameters.length; i++) {
            FlowLabel label = parameters[i].getAnnotation(FlowLabel.class);
            if (label == null) {
                continue;
            }
            if (label.value().isEmpty() && !parameters[i].isNamePresent()) {
                throw new IllegalArgumentException(Messages.unnamedLabel(name, i));
            }
            String key = label.value().isEmpty() ? parameters[i].getName() : label.value();
            if (labels.stream().anyMatch(other -> other.key().equals(key))) {
                throw new IllegalArgumentException(Messages.duplicateLabel(name, key));
            }
            labels.add(new LabelledParameter(key, i));
        }
        return List.copyOf(labels);
    }

    FlowRequest request(@Nullable Object[] arguments) {
        FlowRequest.Builder request = FlowRequest.at(controlPoint).timeout(timeout);
        for (LabelledParameter label : labels) {
            request.label(label.key(), text(arguments[label.index()]));
        }
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

    private static @Nullable String text(@Nullable Object value) {
        Object content = value instanceof Optional<?> optional ? optional.orElse(null) : value;
        if (content == null) {
            return null;
        }
        try {
            return content instanceof Enum<?> constant ? constant.name() : content.toString();
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            // The application's toString() failed: its call must not fail for a label's sake.
            return null;
        }
    }

    FlowRejectedException refusal(FlowRejection rejection) {
        return new FlowRejectedException(rejection, name);
    }
}
