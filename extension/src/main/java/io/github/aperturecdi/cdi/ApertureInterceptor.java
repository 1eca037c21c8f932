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
 * Passes a call to {@link ControlledCalls}. The interceptor runs before {@code @Transactional}
 * (+200), so that no call holds a transaction while it waits. It runs outside MicroProfile Fault
 * Tolerance (4010), so that one flow covers all retries.
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
     * Controls a call of the timer service of an EJB container.
     *
     * @param call the call of a timeout method
     * @return what the method returns; null if the call is refused
     * @throws Exception what the method throws
     */
    @AroundTimeout
    public @Nullable Object controlTimeout(InvocationContext call) throws Exception {
        return calls.controlTimeout(call);
    }
}
