package io.github.aperturecdi.async;

import org.jspecify.annotations.Nullable;

/**
 * One kind of result that holds work which is done after it is returned, by whoever takes it. Found
 * by {@link java.util.ServiceLoader}; an implementation whose library is absent knows none, and
 * must not need the library to say so.
 */
public interface LastingResult {

    /**
     * Whether a value of a declared type may be of this kind, and another stand in its place.
     *
     * @param declared the type of a result, or of what a stage completes with
     * @return false where none can be, or where the type is one of the application's own
     */
    boolean mayBe(Class<?> declared);

    /**
     * Whether values of a type hold work, wherever they are.
     *
     * @param type a type, such as an argument of a return type
     * @return true for a type that is this kind's itself
     */
    boolean is(Class<?> type);

    /**
     * Whether a result may hold work: asked for every call, so by its type alone.
     *
     * @param result the result
     * @return false only where it holds none
     */
    boolean mayHold(Object result);

    /**
     * Follows the work of one result.
     *
     * @param result the result
     * @param end hears of the end of the work
     * @return what the caller gets in its place; null when the result holds no work
     */
    @Nullable Object follow(Object result, WorkEnd end);
}
