package io.github.aperturecdi.reactivestreams;

import io.github.aperturecdi.async.AsyncReturn;
import io.github.aperturecdi.async.ControlledCall;

/**
 * {@code org.reactivestreams.Publisher}. Names no type of the library itself, so that it loads
 * without it.
 */
public final class ReactiveStreamsReturn implements AsyncReturn {

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
