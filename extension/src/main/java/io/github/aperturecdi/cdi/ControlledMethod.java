package io.github.aperturecdi.cdi;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.async.AsyncArguments;
import io.github.aperturecdi.async.AsyncCall;
import io.github.aperturecdi.async.AsyncKinds;
import io.github.aperturecdi.async.AsyncReturn;
import io.github.aperturecdi.async.LastingResults;
import io.github.aperturecdi.cache.ResultCaches;
import io.github.aperturecdi.cache.ResultCaching;
import io.github.aperturecdi.config.Durations;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.labels.MethodLabels;
import io.github.aperturecdi.reflect.BeanClass;
import io.github.aperturecdi.reflect.BeanTypes;
import io.github.aperturecdi.refusal.Refusal;
import io.github.aperturecdi.refusal.RejectionMappers;
import jakarta.interceptor.InvocationContext;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The plan of a controlled method, made before its first call runs.
 *
 * @param name the method as messages show it: {@code SimpleClass.method}
 * @param controlPoint the control point of its flows
 * @param timeout the timeout of the annotation; null for the configuration's
 * @param rampMode whether its calls may run only if a load ramp admits them
 * @param labels the labels that its annotations declare
 * @param returnType its return type in the bean
 * @param asyncReturn the kind of its asynchronous result; null if the work ends when it returns
 * @param lasting follows the work that its results may hold
 * @param arguments the arguments through which its calls may be answered; null for none
 * @param caching caches its results; null if they are not cached
 * @param refusal the plan of its refused calls
 */
record ControlledMethod(
        String name,
        String controlPoint,
        @Nullable Duration timeout,
        boolean rampMode,
        MethodLabels labels,
        Class<?> returnType,
        @Nullable AsyncReturn asyncReturn,
        LastingResults lasting,
        AsyncArguments.@Nullable Followed arguments,
        @Nullable ResultCaching caching,
        Refusal refusal) {

    static final String KOTLIN_CONTINUATION = "kotlin.coroutines.Continuation";

    /**
     * Makes the plan.
     *
     * @param bean the bean's class, or the container's subclass of it
     * @param method the bean's method
     * @param binding its annotation; null if the annotation is not visible here, and the defaults
     *     apply
     * @throws IllegalArgumentException if an annotation cannot work; the message says which one,
     *     and the remedy
     */
    static ControlledMethod of(
            Class<?> bean,
            Method method,
            @Nullable ApertureControlled binding,
            AsyncKinds kinds,
            ResultCaches caches,
            RejectionMappers mappers) {
        String name = name(method);
        String place = place(method);
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
        AsyncReturn asyncReturn =
                EjbAsynchronous.hasEnded(method)
                        ? null
                        : errors.get(() -> kinds.returns().of(returnType, place));
        LastingResults lasting = errors.get(() -> kinds.lasting().of(returned, asyncReturn, place));
        AsyncArguments.Followed arguments =
                errors.get(
                        () -> kinds.arguments().of(types.parameters(method), place, asyncReturn));
        ResultCaching caching = errors.get(() -> caches.of(bean, method, place, asyncReturn));
        boolean throwsLater = asyncReturn != null && asyncReturn.canFail(returnType);
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
                asyncReturn,
                Objects.requireNonNull(lasting),
                arguments,
                caching,
                Objects.requireNonNull(refusal));
    }

    private static String name(Method method) {
        return BeanClass.declaring(method).getSimpleName() + "." + method.getName();
    }

    /**
     * A method as error messages show it, with its parameters: other methods may have the same
     * name.
     */
    static String place(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(Class::getTypeName)
                .collect(
                        Collectors.joining(
                                ", ",
                                BeanClass.declaring(method).getName()
                                        + "."
                                        + method.getName()
                                        + "(",
                                ")"));
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

    FlowRequest request(@Nullable Object[] arguments) {
        FlowRequest.Builder request =
                FlowRequest.at(controlPoint).timeout(timeout).rampMode(rampMode);
        labels.addTo(request, arguments);
        String cacheKey = caching == null ? null : caching.key(arguments);
        if (cacheKey != null) {
            request.resultCacheKey(cacheKey);
        }
        return request.build();
    }

    /** The work of an admitted flow: the method, unless its result is cached. */
    Callable<@Nullable Object> work(InvocationContext call) {
        return caching == null ? call::proceed : caching.around(call::proceed);
    }

    /**
     * Answers a refused call.
     *
     * @return the result in place of the method's
     * @throws Exception the failure that the caller gets
     */
    @Nullable Object refuse(FlowRejection rejection, InvocationContext call) throws Exception {
        return refuse(refusal, rejection, call);
    }

    /** The answer of a call that begins now and may be refused later. */
    AsyncCall.Refused refuseLater(InvocationContext call, RejectionMappers mappers) {
        Refusal ofCall = mappers.ofCall(refusal);
        return rejection -> refuse(ofCall, rejection, call);
    }

    private @Nullable Object refuse(
            Refusal refusal, FlowRejection rejection, InvocationContext call) throws Exception {
        return refusal.answer(
                new FlowRejectedException(rejection, name), call.getTarget(), call.getParameters());
    }
}
