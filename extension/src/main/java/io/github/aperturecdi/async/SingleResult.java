package io.github.aperturecdi.async;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How asynchronous results that come to one value are made and looked at. */
public interface SingleResult {

    /**
     * A result whose value is there.
     *
     * @param value the value
     * @return the result, of the method's return type
     */
    Object of(Object value);

    /**
     * Has somebody hear of a result's value, once it is there; not of a failure or a cancellation.
     *
     * @param result what the method has returned
     * @param listener hears of the value, which may be null; throws nothing
     * @return the result for the caller: the method's own where somebody may hear of that
     */
    @Nullable Object whenPresent(@Nullable Object result, Consumer<@Nullable Object> listener);
}
