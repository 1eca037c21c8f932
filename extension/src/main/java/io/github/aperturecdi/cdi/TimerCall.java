package io.github.aperturecdi.cdi;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.FlowRejection;
import jakarta.interceptor.InvocationContext;
import org.jspecify.annotations.Nullable;

/**
 * A call of a timer. A refused call is skipped: no caller could handle an exception, and a timer
 * that fails is tried again at once and then not for minutes. An exception of the annotation or of
 * a mapper in place of the refusal is thrown.
 */
final class TimerCall extends InterceptedCall {

    TimerCall(ControlledCalls calls, ControlledMethod method, InvocationContext invocation) {
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
