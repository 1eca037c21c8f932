package io.github.aperturecdi.cdi;

import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.cache.ResultCaching;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.internal.async.ControlledCall;
import io.github.aperturecdi.internal.refusal.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * A call whose flows may start after the interceptor has returned. It keeps the state at the time
 * of the call: whether a mapper makes the call, and a copy of the arguments if a later request may
 * need them.
 */
final class LaterCall extends InterceptedCall {

    private final Refusal refusal;
    private final @Nullable Object[] arguments;

    LaterCall(InterceptedCall call) {
        super(call);
        refusal = method.mappers().ofCall(method.refusal());
        arguments = super.request().checks() ? arguments() : arguments().clone();
    }

    /**
     * A lazy result may be created while the mode is off and subscribed to while it is not. Such a
     * call makes its request at the subscription.
     */
    @Override
    protected FlowRequest request() {
        FlowRequest request = super.request();
        return request.checks() ? request : request(arguments);
    }

    /** A {@code Date} may change before the subscription to a {@code Uni}. */
    @Override
    boolean hasOtherKey(ResultCaching caching) {
        CacheKey.Result asked = super.request().resultCacheKey();
        return asked != null && !asked.key().equals(caching.key(arguments()));
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
