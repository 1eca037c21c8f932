package io.github.aperturecdi.cdi;

import io.github.aperturecdi.ApertureControlled;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.AroundTimeout;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.io.Serial;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Hands a call to {@link ControlledCalls}. Before {@code @Transactional} (+200), so that nothing
 * waits while it holds a transaction, and outside MicroProfile Fault Tolerance (4010), so that one
 * flow covers all retries.
 */
@Interceptor
@ApertureControlled
@Priority(Interceptor.Priority.PLATFORM_BEFORE + 100)
public class ApertureInterceptor implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // The container's proxy is serializable.
    private final ControlledCalls calls;

    /**
     * For the container.
     *
     * @param calls controls the calls
     */
    @Inject
    public ApertureInterceptor(ControlledCalls calls) {
        this.calls = calls;
    }

    /**
     * Controls a call.
     *
     * @param call the call
     * @return what the method returns
     * @throws Exception what the method throws, or the refusal
     */
    @AroundInvoke
    public @Nullable Object control(InvocationContext call) throws Exception {
        return calls.control(call);
    }

    /**
     * Controls what the timer service of an EJB container calls.
     *
     * @param call the call of a timeout method
     * @return what the method returns; null when it was refused
     * @throws Exception what the method throws
     */
    @AroundTimeout
    public @Nullable Object controlTimeout(InvocationContext call) throws Exception {
        return calls.controlTimeout(call);
    }
}
