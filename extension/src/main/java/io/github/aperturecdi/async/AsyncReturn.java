package io.github.aperturecdi.async;

import org.jspecify.annotations.Nullable;

/**
 * How one kind of result is put under a flow. The asynchronous ones are found by {@link
 * java.util.ServiceLoader}; an implementation whose library is absent handles nothing, and must not
 * need the library to say so.
 */
public interface AsyncReturn {

    /**
     * Whether methods of a return type are this kind's.
     *
     * @param returnType the declared return type
     * @return true when {@link #control} takes their calls
     */
    boolean handles(Class<?> returnType);

    /**
     * Whether a result can fail with any exception; where it cannot, a refusal is thrown.
     *
     * @param returnType a return type that is this kind's
     * @return true when the result itself fails
     */
    default boolean canFail(Class<?> returnType) {
        return true;
    }

    /**
     * Whether results come to one value, which can then be kept.
     *
     * @param returnType a return type that is this kind's
     * @return how; null for streams, and for types that nobody else can make
     */
    default @Nullable SingleResult single(Class<?> returnType) {
        return null;
    }

    /**
     * Answers one call.
     *
     * @param call the call; its flow has not started
     * @return what the caller gets; its work is a flow that ends when the work does
     * @throws Exception what the method throws
     */
    @Nullable Object control(ControlledCall call) throws Exception;
}
