package io.github.aperturecdi.internal.refusal;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.internal.reflect.BeanClass;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The plan of one method's refused calls, made before the first call. */
@FunctionalInterface
public interface Refusal {

    /**
     * Answers a refused call, on the caller's thread and outside of any flow.
     *
     * @param refused the refusal
     * @param target the bean's instance; null for a static method
     * @param arguments the arguments of the call
     * @return the result in place of the method's
     * @throws Exception the failure that the caller gets
     */
    @Nullable Object answer(
            FlowRejectedException refused,
            @Nullable Object target,
            @Nullable Object @Nullable [] arguments)
            throws Exception;

    /**
     * Makes a method's plan: its fallback, its exception, or the answer of the mappers.
     *
     * @param target the bean's class, or the container's subclass of it
     * @param method the method
     * @param binding its annotation; null where only the container knows it
     * @param name the method as messages show it
     * @param throwsLater whether its result, such as a stage, can fail with any exception
     * @param mappers the application's mappers
     * @return the plan
     * @throws IllegalArgumentException if the fallback or exception does not fit the method; the
     *     message says why, and the remedy
     */
    static Refusal of(
            Class<?> target,
            Method method,
            @Nullable ApertureControlled binding,
            String name,
            boolean throwsLater,
            RejectionMappers mappers) {
        ControlledSignature signature =
                new ControlledSignature(BeanClass.of(target, method), method, name, throwsLater);
        Refusal otherwise = mappers.refusalOf(signature);
        if (binding == null) {
            return otherwise;
        }
        List<String> errors = new ArrayList<>();
        String fallback = binding.fallbackMethod();
        Class<? extends Exception> exception = binding.rejectWith();
        boolean hasException = exception != FlowRejectedException.class;
        if (!fallback.isEmpty() && hasException) {
            errors.add(RefusalTexts.twoRefusals(name, fallback, exception.getName()));
        }
        Refusal refusal = otherwise;
        if (hasException) {
            refusal = ExceptionRefusal.of(exception, signature, errors);
        }
        if (!fallback.isEmpty()) {
            refusal = FallbackRefusal.of(fallback, signature, errors);
        }
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", errors));
        }
        return refusal;
    }
}
