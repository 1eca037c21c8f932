package io.github.aperturecdi.cache;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Turns results of one or many types into bytes and back. Found by {@link java.util.ServiceLoader};
 * an application's own go before those of this library. Used by several threads at the same time.
 *
 * <p>The bytes may be read by another version of the application that shares its agents: a codec
 * that cannot read them throws, and the method runs.
 *
 * <p>A codec that holds something implements {@link AutoCloseable} as well: it is closed with the
 * application, once it is asked for nothing new.
 */
public interface ResultCodec {

    /**
     * Whether the results of a method are this codec's. Asked once for each method.
     *
     * @param type the method's return type as it is declared, with its type arguments; the wrapper
     *     of a primitive type; for a {@code CompletionStage} or {@code Uni} the type of what it
     *     completes with
     * @return true when {@link #encode} and {@link #decode} take the type
     */
    boolean handles(Type type);

    /**
     * Turns a result into bytes.
     *
     * @param result the result, never null
     * @param type see {@link #handles}
     * @return the bytes
     * @throws Exception if it cannot be done: the result is not stored
     */
    byte[] encode(Object result, Type type) throws Exception;

    /**
     * Turns bytes into a result.
     *
     * @param bytes what {@link #encode} has made, possibly of another version of the application
     * @param type see {@link #handles}
     * @return the result; null counts as one that cannot be read
     * @throws Exception if it cannot be done: the method runs
     */
    @Nullable Object decode(byte[] bytes, Type type) throws Exception;

    /**
     * What a result has lost on its way into bytes and back. Asked for each result before it is
     * stored, with what {@link #decode} makes of its bytes: a result that has lost anything is not
     * stored.
     *
     * <p>By default every field of both is compared, whatever their {@code equals} says. Override
     * this for types with fields that are no part of the value, such as a hash code that is kept.
     *
     * @param result the result
     * @param decoded what its bytes became
     * @return where the two differ, for the log, so without values; null when they are the same
     */
    default @Nullable String difference(Object result, Object decoded) {
        return SameState.difference(result, decoded);
    }

    /**
     * Of several codecs for one type the one with the highest number is used.
     *
     * @return the number; default 0. This library's own have negative ones.
     */
    default int priority() {
        return 0;
    }
}
