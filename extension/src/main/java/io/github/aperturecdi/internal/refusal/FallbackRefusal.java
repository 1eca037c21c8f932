package io.github.aperturecdi.internal.refusal;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.internal.reflect.Access;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls the annotation's fallback directly on the bean's instance, past all interceptors. */
final class FallbackRefusal implements Refusal {

    private static final Object[] NO_ARGUMENTS = {};

    private final MethodHandle fallback;

    /**
     * Takes (Object, Object[], FlowRejectedException) and passes on those that the method takes.
     */
    private FallbackRefusal(MethodHandle fallback) {
        this.fallback = fallback;
    }

    static Refusal of(String fallback, ControlledSignature signature, List<String> errors) {
        Method method = new FallbackSearch(fallback, signature).method(errors);
        Refusal none =
                (refused, target, arguments) -> {
                    throw refused;
                };
        if (method == null) {
            return none;
        }
        for (Class<?> thrown : method.getExceptionTypes()) {
            if (!signature.mayThrow(thrown)) {
                errors.add(
                        RefusalTexts.undeclaredFallbackException(
                                signature.name(), fallback, thrown.getName()));
            }
        }
        try {
            return new FallbackRefusal(adapted(method, signature.method().getParameterCount()));
        } catch (IllegalAccessException e) {
            errors.add(
                    RefusalTexts.inaccessibleFallback(
                            signature.name(),
                            fallback,
                            method.getDeclaringClass().getPackageName()));
            return none;
        }
    }

    private static MethodHandle adapted(Method method, int parameters)
            throws IllegalAccessException {
        MethodHandle handle = Access.toExactMethod(method);
        if (Modifier.isStatic(method.getModifiers())) {
            handle = MethodHandles.dropArguments(handle, 0, Object.class);
        }
        if (method.getParameterCount() == parameters) {
            handle =
                    MethodHandles.dropArguments(
                            handle, parameters + 1, FlowRejectedException.class);
        }
        return handle.asFixedArity()
                .asSpreader(1, Object[].class, parameters)
                .asType(
                        MethodType.methodType(
                                Object.class,
                                Object.class,
                                Object[].class,
                                FlowRejectedException.class));
    }

    @Override
    public @Nullable Object answer(
            FlowRejectedException refused,
            @Nullable Object target,
            @Nullable Object @Nullable [] arguments)
            throws Exception {
        Object[] values = arguments == null ? NO_ARGUMENTS : arguments;
        try {
            return (Object) fallback.invokeExact(target, values, refused);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable t) {
            throw FallbackRefusal.<RuntimeException>unchanged(t);
        }
    }

    /**
     * Throws a throwable that is neither an exception nor an error: the caller gets what the
     * fallback throws.
     */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException unchanged(Throwable failure) throws T {
        throw (T) failure;
    }
}
