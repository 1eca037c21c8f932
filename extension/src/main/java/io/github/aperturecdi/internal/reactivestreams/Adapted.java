package io.github.aperturecdi.internal.reactivestreams;

import io.github.aperturecdi.internal.async.ControlledCall;
import io.github.aperturecdi.internal.async.ControlledPublisher;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;

/** Adapts {@link ControlledPublisher} to Reactive Streams. */
final class Adapted {

    private Adapted() {}

    static Publisher<Object> of(ControlledCall call) {
        return FlowAdapters.toPublisher(
                new ControlledPublisher(
                        call, result -> FlowAdapters.toFlowPublisher((Publisher<?>) result)));
    }
}
