package io.github.aperturecdi.internal.refusal;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.internal.reflect.Access;
import io.github.aperturecdi.internal.reflect.Supertypes;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Throws the annotation's exception. */
final class ExceptionRefusal implements Refusal {

    private static final System.Logger LOG = System.getLogger(ExceptionRefusal.class.getName());

    private static final Refusal NOT_MADE =
            (refused, target, arguments) -> {
                throw refused;
            };

    private final String method;
    private final String exception;
    private final MethodHandle constructor;
    private final AtomicBoolean warned = new AtomicBoolean();

    /** Takes (String, FlowRejectedException) and passes on those that the constructor takes. */
    private ExceptionRefusal(String method, String exception, MethodHandle constructor) {
        this.method = method;
        this.exception = exception;
        this.constructor = constructor;
    }

    static Refusal of(
            Class<? extends Exception> type, ControlledSignature signature, List<String> errors) {
        if (!signature.mayThrow(type)) {
            errors.add(RefusalTexts.undeclaredException(signature.name(), type.getName()));
        }
        if (Modifier.isAbstract(type.getModifiers())) {
            errors.add(RefusalTexts.abstractException(signature.name(), type.getName()));
            return NOT_MADE;
        }
        Constructor<?> constructor = constructor(type);
        if (constructor == null) {
            errors.add(RefusalTexts.noExceptionConstructor(signature.name(), type.getName()));
            return NOT_MADE;
        }
        try {
            return new ExceptionRefusal(
                    signature.name(), type.getName(), adapted(Access.toConstructor(constructor)));
        } catch (IllegalAccessException e) {
            errors.add(
                    RefusalTexts.inaccessibleException(
                            signature.name(), type.getName(), type.getPackageName()));
            return NOT_MADE;
        }
    }

    /** The constructor that carries most: the refusal itself, text and cause, text, nothing. */
    private static @Nullable Constructor<?> constructor(Class<?> type) {
        Constructor<?> best = null;
        int bestRank = Integer.MAX_VALUE;
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            int rank = rank(constructor);
            if (rank < bestRank) {
                best = constructor;
                bestRank = rank;
            }
        }
        return best;
    }

    private static int rank(Constructor<?> constructor) {
        Class<?>[] types = constructor.getParameterTypes();
        if (Modifier.isPrivate(constructor.getModifiers())) {
            return Integer.MAX_VALUE;
        }
        if (types.length == 1 && takesRefusal(types[0])) {
            return distance(types[0]);
        }
        if (types.length == 2 && types[0] == String.class && takesRefusal(types[1])) {
            return 10 + distance(types[1]);
        }
        if (types.length == 1 && types[0] == String.class) {
            return 20;
        }
        return types.length == 0 ? 21 : Integer.MAX_VALUE;
    }

    private static boolean takesRefusal(Class<?> type) {
        return Throwable.class.isAssignableFrom(type)
                && type.isAssignableFrom(FlowRejectedException.class);
    }

    /** The distance from the refusal's class: 0 for itself, 3 for Throwable. */
    private static int distance(Class<?> type) {
        return Supertypes.classes(FlowRejectedException.class).indexOf(type);
    }

    private static MethodHandle adapted(MethodHandle constructor) {
        MethodType type = constructor.type();
        MethodHandle both =
                switch (type.parameterCount()) {
                    case 0 ->
                            MethodHandles.dropArguments(
                                    constructor, 0, String.class, FlowRejectedException.class);
                    case 1 ->
                            type.parameterType(0) == String.class
                                    ? MethodHandles.dropArguments(
                                            constructor, 1, FlowRejectedException.class)
                                    : MethodHandles.dropArguments(constructor, 0, String.class);
                    default -> constructor;
                };
        return both.asType(
                MethodType.methodType(Exception.class, String.class, FlowRejectedException.class));
    }

    @Override
    public @Nullable Object answer(
            FlowRejectedException refused,
            @Nullable Object target,
            @Nullable Object @Nullable [] arguments)
            throws Exception {
        throw made(refused);
    }

    private Exception made(FlowRejectedException refused) {
        Exception made;
        try {
            made = (Exception) constructor.invokeExact(refused.getMessage(), refused);
        } catch (Throwable t) {
            if (warned.compareAndSet(false, true)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        RefusalTexts.failedExceptionConstructor(method, exception, t));
            }
            return refused;
        }
        if (made.getCause() == null) {
            try {
                made.initCause(refused);
            } catch (IllegalStateException e) {
                // Its constructor has ruled out a cause.
                return made;
            }
        }
        return made;
    }
}
