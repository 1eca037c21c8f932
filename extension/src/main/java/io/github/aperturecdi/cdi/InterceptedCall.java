package io.github.aperturecdi.cdi;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.async.ControlledCall;
import io.github.aperturecdi.async.LastingResults;
import io.github.aperturecdi.cache.ResultCaching;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.refusal.Refusal;
import jakarta.interceptor.InvocationContext;
import org.jspecify.annotations.Nullable;

/** One call, as the container hands it to the interceptor. */
class InterceptedCall extends ControlledCall {

    private final ControlledMethod method;
    private final InvocationContext invocation;
    private final FlowRequest request;

    InterceptedCall(ControlledCalls calls, ControlledMethod method, InvocationContext invocation) {
        super(calls.flows, calls.methods.kinds());
        this.method = method;
        this.invocation = invocation;
        request = request(invocation.getParameters());
    }

    private InterceptedCall(InterceptedCall other) {
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

    /** The method, unless its result is cached. */
    @Override
    protected final @Nullable Object run() throws Exception {
        ResultCaching caching = method.caching();
        return caching == null ? invocation.proceed() : caching.around(invocation::proceed).call();
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
    public final Class<?> returnType() {
        return method.returnType();
    }

    @Override
    protected final LastingResults lasting() {
        return method.lasting();
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
        return new Later(this);
    }

    /** Keeps what belongs to the moment of the call: its mappers, and perhaps its arguments. */
    private static final class Later extends InterceptedCall {

        private final Refusal refusal;
        private final @Nullable Object[] arguments;

        Later(InterceptedCall call) {
            super(call);
            refusal = call.method.mappers().ofCall(call.method.refusal());
            arguments = call.request.checks() ? arguments() : arguments().clone();
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

    /**
     * A call that a timer makes. A refused one is skipped: it has no caller who could take an
     * exception, and a timer that fails is tried again at once and then not for minutes. What the
     * annotation or a mapper throws in place of the refusal is thrown.
     */
    static final class OfTimer extends InterceptedCall {

        OfTimer(ControlledCalls calls, ControlledMethod method, InvocationContext invocation) {
            super(calls, method, invocation);
        }

        @Override
        protected @Nullable Object refused(FlowRejection rejection) throws Exception {
            try {
                return super.refused(rejection);
            } catch (FlowRejectedException e) {
                return null;
            }
        }
    }
}
