package io.github.aperturecdi.cdi;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.FlowRejection;
import jakarta.interceptor.InvocationContext;
import org.jspecify.annotations.Nullable;

/**
 * A call that a timer makes. A refused one is skipped: it has no caller who could take an
 * exception, and a timer that fails is tried again at once and then not for minutes. What the
 * annotation or a mapper throws in place of the refusal is thrown.
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
