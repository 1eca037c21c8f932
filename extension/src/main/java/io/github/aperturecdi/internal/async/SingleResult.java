package io.github.aperturecdi.internal.async;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes and reads asynchronous results with a single value. */
public interface SingleResult {

    /**
     * Makes a completed result.
     *
     * @param value the value
     * @return the result, of the method's return type
     */
    Object of(Object value);

    /**
     * Passes the value of a result to a listener once it is there. A failure or cancellation is not
     * passed.
     *
     * @param result what the method has returned
     * @param listener receives the value, which may be null; throws nothing
     * @return the result for the caller, which gets the value after the listener and cannot change
     *     what the listener receives
     */
    @Nullable Object whenPresent(@Nullable Object result, Consumer<@Nullable Object> listener);
}
