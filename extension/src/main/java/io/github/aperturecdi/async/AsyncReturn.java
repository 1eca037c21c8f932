package io.github.aperturecdi.async;

import org.jspecify.annotations.Nullable;

/**
 * How one kind of result is put under a flow. The asynchronous ones are found by {@link
 * java.util.ServiceLoader}; an implementation whose library is absent handles nothing, and must not
 * need the library to say so.
 */
public interface AsyncReturn {

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
     * Makes and reads results with a single value, which can be cached.
     *
     * @param returnType a return type of this kind
     * @return how; null for streams, and for types that only the application can create
     */
    default @Nullable SingleResult single(Class<?> returnType) {
        return null;
    }

    /**
     * Controls one call.
     *
     * @param call the call; its flow has not started
     * @return what the caller gets; its work is a flow that ends when the work does
     * @throws Exception what the method throws
     */
    @Nullable Object control(ControlledCall call) throws Exception;
}
