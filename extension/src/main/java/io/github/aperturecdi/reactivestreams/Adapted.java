package io.github.aperturecdi.reactivestreams;

import io.github.aperturecdi.async.ControlledCall;
import io.github.aperturecdi.async.ControlledPublisher;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;

/** The one controlled publisher, as a Reactive Streams one. */
final class Adapted {

    private Adapted() {}

    static Publisher<Object> of(ControlledCall call) {
        return FlowAdapters.toPublisher(
                new ControlledPublisher(
                        call, result -> FlowAdapters.toFlowPublisher((Publisher<?>) result)));
    }
}
