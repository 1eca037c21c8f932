package io.github.aperturecdi.internal.mutiny;

import io.github.aperturecdi.internal.async.ControlledCall;
import io.github.aperturecdi.internal.async.ResultKind;
import io.github.aperturecdi.internal.async.SingleResult;
import org.jspecify.annotations.Nullable;

/**
 * Controls {@code Uni} and {@code Multi} results. It uses no type of Mutiny itself, so it loads
 * without that library.
 */
public final class MutinyReturn implements ResultKind {

    private static final String UNI = "io.smallrye.mutiny.Uni";
    private static final String MULTI = "io.smallrye.mutiny.Multi";

    /** For the service loader. */
    public MutinyReturn() {}

    @Override
    public boolean handles(Class<?> returnType) {
        return returnType.getName().equals(UNI) || returnType.getName().equals(MULTI);
    }

    @Override
    public @Nullable SingleResult single(Class<?> returnType) {
        return returnType.getName().equals(UNI) ? new SingleUni() : null;
    }

    @Override
    public Object control(ControlledCall call) {
        return call.returnType().getName().equals(UNI)
                ? ControlledUni.of(call)
                : ControlledMulti.of(call);
    }
}
