package io.github.aperturecdi.internal.reactivestreams;

import io.github.aperturecdi.internal.async.ControlledCall;
import io.github.aperturecdi.internal.async.ResultKind;

/**
 * Controls results of the type {@code org.reactivestreams.Publisher}. It uses no type of the
 * library itself, so it loads without it.
 */
public final class ReactiveStreamsReturn implements ResultKind {

    /** For the service loader. */
    public ReactiveStreamsReturn() {}

    @Override
    public boolean handles(Class<?> returnType) {
        return returnType.getName().equals("org.reactivestreams.Publisher");
    }

    @Override
    public Object control(ControlledCall call) {
        return Adapted.of(call);
    }
}
