package io.github.aperturecdi.cdi;

import io.github.aperturecdi.flow.FlowControl;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.interceptor.InvocationContext;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the plan of each call and passes the call to the kind of its result. There is one object
 * for an application, in a normal scope: if a bean with an interceptor is passivated, the
 * interceptor keeps only the proxy of this object.
 */
@ApplicationScoped
public class ControlledCalls {

    @Inject FlowControl flows;
    @Inject ControlledMethods methods;

    /** For the container. */
    public ControlledCalls() {}

    /**
     * The flow control of the calls. Public, as the container's proxy may be in another package.
     *
     * @return the application's flow control
     */
    public FlowControl flows() {
        return flows;
    }

    /**
     * Asks the agent for a decision, then runs the method or refuses the call.
     *
     * @param call the call
     * @return what the method returns
     * @throws Exception what the method throws, or the refusal
     */
    public @Nullable Object control(InvocationContext call) throws Exception {
        ControlledMethod method = methods.of(call);
        return method == null
                ? call.proceed()
                : method.control(new InterceptedCall(this, method, call));
    }

    /**
     * Does what {@link #control} does for a call of a timer, which is skipped if it is refused.
     *
     * @param call the call of a timeout method
     * @return what the method returns; null if the call is refused
     * @throws Exception what the method throws
     */
    public @Nullable Object controlTimeout(InvocationContext call) throws Exception {
        ControlledMethod method = methods.of(call);
        return method == null ? call.proceed() : method.control(new TimerCall(this, method, call));
    }
}
