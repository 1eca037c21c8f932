package io.github.aperturecdi.async;

import org.jspecify.annotations.Nullable;

/**
 * Controls one kind of asynchronous result. Implementations are found by {@link
 * java.util.ServiceLoader}. An implementation whose library is absent handles no type, and must not
 * need the library for that.
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
     * @param call the call, whose flow has not started
     * @return the result for the caller; the flow ends when its work ends
     * @throws Exception what the method throws
     */
    @Nullable Object control(AsyncCall call) throws Exception;
}
