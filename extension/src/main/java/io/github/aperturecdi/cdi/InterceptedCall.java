package io.github.aperturecdi.cdi;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.cache.ResultCaching;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.internal.async.ControlledCall;
import io.github.aperturecdi.internal.async.LastingResults;
import io.github.aperturecdi.internal.refusal.Refusal;
import jakarta.interceptor.InvocationContext;
import org.jspecify.annotations.Nullable;

/** One call that the container passes to the interceptor. */
class InterceptedCall extends ControlledCall {

    final ControlledMethod method;
    private final InvocationContext invocation;
    private final FlowRequest request;

    InterceptedCall(ControlledCalls calls, ControlledMethod method, InvocationContext invocation) {
        super(calls.flows, calls.methods.kinds());
        this.method = method;
        this.invocation = invocation;
        request = request(invocation.getParameters());
    }

    InterceptedCall(InterceptedCall other) {
        super(other.flows, other.kinds);
        method = other.method;
        invocation = other.invocation;
        request = other.request;
    }

    @Override
    protected FlowRequest request() {
        return request;
    }

    final FlowRequest request(@Nullable Object[] arguments) {
        return flows.checks(method.controlPoint())
                ? method.request(arguments)
                : FlowRequest.unchecked(method.controlPoint());
    }

    /** Runs the method, unless its result is in the cache. */
    @Override
    protected final @Nullable Object run() throws Exception {
        ResultCaching caching = method.caching();
        return caching == null || hasOtherKey(caching)
                ? invocation.proceed()
                : caching.around(invocation::proceed).call();
    }

    /**
     * Whether an argument has changed since the look-up. The result is then neither the one in the
     * cache nor one for it. The caller of a method that runs at once does not change its arguments
     * meanwhile.
     */
    boolean hasOtherKey(ResultCaching caching) {
        return false;
    }

    @Override
    protected @Nullable Object refused(FlowRejection rejection) throws Exception {
        return refused(method.refusal(), rejection);
    }

    final @Nullable Object refused(Refusal refusal, FlowRejection rejection) throws Exception {
        return refusal.answer(
                new FlowRejectedException(rejection, method.name()),
                invocation.getTarget(),
                invocation.getParameters());
    }

    @Override
    protected final String method() {
        return method.name();
    }

    @Override
    public final Class<?> returnType() {
        return method.returnType();
    }

    @Override
    protected final LastingResults lasting() {
        return method.lasting();
    }

    @Override
    protected final boolean cached() {
        return method.caching() != null;
    }

    @Override
    protected final @Nullable Object[] arguments() {
        return invocation.getParameters();
    }

    @Override
    protected final void arguments(@Nullable Object[] arguments) {
        invocation.setParameters(arguments);
    }

    @Override
    protected ControlledCall later() {
        return new LaterCall(this);
    }
}
