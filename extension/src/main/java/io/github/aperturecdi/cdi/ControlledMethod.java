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
 * The plan of a controlled method: what is known of it before any call.
 *
 * @param name the method, for people: {@code SimpleClass.method}
 * @param controlPoint where its flows ask
 * @param timeout the annotation's; null for the configuration's
 * @param rampMode whether it may run only where a load ramp lets it
 * @param labels its labels
 * @param returnType its return type in the bean
 * @param asyncReturn the kind of its result; null when its work has ended once it returns
 * @param lasting what follows the work in what its result comes to
 * @param arguments those that its calls may be answered through; null where there are none
 * @param caching what caches its results; null when nothing does
 * @param refusal what its refused calls get
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
     * @param binding what applies to it; null when nobody knows, and the defaults do
     * @throws IllegalArgumentException if the annotations cannot be followed; the message says
     *     which, and the remedy
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
                        () ->
                                kinds.arguments()
                                        .of(
                                                types.parameters(method),
                                                place,
                                                asyncReturn,
                                                returnType));
        errors.run(() -> kinds.returns().refuseInside(returned, place));
        errors.run(() -> kinds.arguments().refuseInjected(bean, method, place));
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

    /** A method, for people who look for it: there may be others of its name. */
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

    /** What an admitted flow runs: the method, unless its result is cached. */
    Callable<@Nullable Object> work(InvocationContext call) {
        return caching == null ? call::proceed : caching.around(call::proceed);
    }

    /**
     * Answers a refused call.
     *
     * @return what the method would return
     * @throws Exception what the caller gets instead
     */
    @Nullable Object refuse(FlowRejection rejection, InvocationContext call) throws Exception {
        return refuse(refusal, rejection, call);
    }

    /** What answers a call that begins now, whenever it is refused. */
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
