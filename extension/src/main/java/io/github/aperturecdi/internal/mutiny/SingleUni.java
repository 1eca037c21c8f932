package io.github.aperturecdi.internal.mutiny;

import io.github.aperturecdi.internal.async.SingleResult;
import io.smallrye.mutiny.Uni;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A {@code Uni} has one item for each subscription. */
final class SingleUni implements SingleResult {

    @Override
    public Object of(Object value) {
        return Uni.createFrom().item(value);
    }

    @Override
    public @Nullable Object whenPresent(
            @Nullable Object result, Consumer<@Nullable Object> listener) {
        return result instanceof Uni<?> uni ? uni.onItem().invoke(listener::accept) : result;
    }
}
