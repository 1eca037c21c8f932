package io.github.aperturecdi.cache;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Turns results of one or many types into bytes and back. {@link java.util.ServiceLoader} finds it;
 * an application's codecs come before those of this library. Several threads use it at the same
 * time.
 *
 * <p>The bytes may be read by another version of the application that shares its agents: a codec
 * that cannot read them throws, and the method runs.
 *
 * <p>A codec that holds resources implements {@link AutoCloseable} as well. It is closed with the
 * application, after its last use.
 */
public interface ResultCodec {

    /**
     * Whether this codec takes the results of a method. Called once for each method.
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
     * @throws Exception if the result cannot be written; it is not stored then
     */
    byte[] encode(Object result, Type type) throws Exception;

    /**
     * Turns bytes into a result.
     *
     * @param bytes what {@link #encode} has made, possibly of another version of the application
     * @param type see {@link #handles}
     * @return the result; null counts as one that cannot be read
     * @throws Exception if the bytes cannot be read; the method runs then
     */
    @Nullable Object decode(byte[] bytes, Type type) throws Exception;

    /**
     * Compares a result with its decoded bytes. Called for each result before it is stored: a
     * result that differs is not stored.
     *
     * <p>The default compares every field of both and does not call {@code equals}. Override it for
     * types with fields that are not part of the value, such as a cached hash code.
     *
     * @param result the result
     * @param decoded the result of {@link #decode} for its bytes
     * @return where the two differ, without values, as the log shows it; null when they are the
     *     same
     */
    default @Nullable String difference(Object result, Object decoded) {
        return SameState.difference(result, decoded);
    }

    /**
     * The rank among several codecs for one type: the highest number wins.
     *
     * @return the number; 0 by default. This library's codecs have negative numbers.
     */
    default int priority() {
        return 0;
    }
}
