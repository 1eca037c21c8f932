package io.github.aperturecdi.internal.async;

import java.util.concurrent.Flow.Publisher;

/** Controls {@link Publisher} results: each subscription is a flow that ends with the stream. */
public final class PublisherReturn implements ResultKind {

    /** For the service loader. */
    public PublisherReturn() {}

    @Override
    public boolean handles(Class<?> returnType) {
        return returnType == Publisher.class;
    }

    @Override
    public Object control(ControlledCall call) {
        return new ControlledPublisher(call, result -> (Publisher<?>) result);
    }
}
