package io.github.aperturecdi.cdi;

import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.async.ControlledCall;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.refusal.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * A call whose flows may start when its thread has gone on. Keeps what belongs to the moment of the
 * call: whether a mapper makes it, and perhaps its arguments.
 */
final class LaterCall extends InterceptedCall {

    private final Refusal refusal;
    private final @Nullable Object[] arguments;

    LaterCall(InterceptedCall call) {
        super(call);
        refusal = method.mappers().ofCall(method.refusal());
        arguments = super.request().checks() ? arguments() : arguments().clone();
    }

    /** A lazy result that was made while the mode was off may be subscribed to when not. */
    @Override
    protected FlowRequest request() {
        FlowRequest request = super.request();
        return request.checks() ? request : request(arguments);
    }

    @Override
    protected @Nullable Object refused(FlowRejection rejection) throws Exception {
        return refused(refusal, rejection);
    }

    @Override
    protected ControlledCall later() {
        return this;
    }
}
