package io.github.aperturecdi.internal.async;

import org.jspecify.annotations.Nullable;

/**
 * Controls the calls with one kind of result. Implementations for asynchronous results are found by
 * {@link java.util.ServiceLoader}. An implementation whose library is absent handles no type, and
 * must not need the library for that.
 */
public interface ResultKind {

    /**
     * Whether this kind handles methods of a return type.
     *
     * @param returnType the declared return type
     * @return true if {@link #control} handles their calls
     */
    boolean handles(Class<?> returnType);

    /**
     * Whether a result can fail with any exception. If it cannot, the method throws the refusal.
     *
     * @param returnType a return type of this kind
     * @return true if the result itself fails
     */
    default boolean canFail(Class<?> returnType) {
        return true;
    }

    /**
     * Returns the means to create and read results with a single value, which can be cached.
     *
     * @param returnType a return type of this kind
     * @return the means; null for streams, and for types that only the application can create
     */
    default @Nullable SingleResult single(Class<?> returnType) {
        return null;
    }

    /**
     * Controls one call.
     *
     * @param call the call; its flow has not started
     * @return the result for the caller; its flow ends when its work ends
     * @throws Exception what the method throws
     */
    @Nullable Object control(ControlledCall call) throws Exception;
}
