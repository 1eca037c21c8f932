package io.github.aperturecdi.internal.async;

import org.jspecify.annotations.Nullable;

/**
 * One kind of result that holds work, which its receiver does after the method has returned.
 * Implementations are found by {@link java.util.ServiceLoader}. An implementation whose library is
 * absent knows no such result, and must not need the library for that.
 */
public interface LastingResult {

    /**
     * Whether a value of a declared type may be of this kind, and another value may replace it.
     *
     * @param declared the type of a result, or of the value that a stage completes with
     * @return false if no such value can be of this kind, or if the type is the application's own
     */
    boolean mayBe(Class<?> declared);

    /**
     * Whether a type is of this kind, also as a part of another type.
     *
     * @param type a type, such as a type argument of a return type
     * @return true if values of the type hold work
     */
    boolean is(Class<?> type);

    /**
     * Whether a result may hold work. Every call asks this, so it goes by the result's type alone.
     *
     * @param result the result
     * @return false only if the result holds no work
     */
    boolean mayHold(Object result);

    /**
     * Follows the work of one result.
     *
     * @param result the result
     * @param end is told when the work ends
     * @return the result for the caller in its place; null if the result holds no work
     */
    @Nullable Object follow(Object result, WorkEnd end);
}
