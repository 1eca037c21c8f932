package io.github.aperturecdi.cdi;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.async.AsyncCall;
import io.github.aperturecdi.async.AsyncReturn;
import io.github.aperturecdi.async.OpenResults;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.interceptor.InvocationContext;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Controls calls: the path of one call from its plan to the end of its flow. The bean has a normal
 * scope, so the interceptor of a passivated bean serializes only its proxy.
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
        if (method == null) {
            return call.proceed();
        }
        FlowRequest request = request(method, call.getParameters());
        AsyncReturn async = method.asyncReturn();
        if (async != null) {
            return async.control(asyncCall(method, request, call));
        }
        Flow flow = flows.start(request);
        return flow.shouldRun() ? run(method, request, flow, call) : refuse(method, flow, call);
    }

    /**
     * Controls a call of a timer as {@link #control} does, but skips a refused call. A timer has no
     * caller that handles an exception, and a container retries a failed timer at once and then not
     * for minutes. An exception that the annotation or a mapper puts in place of the refusal is
     * thrown.
     *
     * @param call the call of a timeout method
     * @return what the method returns; null if the call is refused
     * @throws Exception what the method throws
     */
    public @Nullable Object controlTimeout(InvocationContext call) throws Exception {
        ControlledMethod method = methods.of(call);
        if (method == null) {
            return call.proceed();
        }
        FlowRequest request = request(method, call.getParameters());
        Flow flow = flows.start(request);
        if (flow.shouldRun()) {
            return run(method, request, flow, call);
        }
        try {
            return refuse(method, flow, call);
        } catch (FlowRejectedException e) {
            return null;
        }
    }

    private @Nullable Object run(
            ControlledMethod method, FlowRequest request, Flow flow, InvocationContext call)
            throws Exception {
        Callable<@Nullable Object> work = methods.outcomes().around(method.work(call));
        if (method.arguments() != null) {
            return method.arguments().run(flow, call.getParameters(), call::setParameters, work);
        }
        if (!OpenResults.isOpen(method.returnType())) {
            return flow.run(work);
        }
        Object result = flow.call(work);
        OpenResults open = methods.openResults();
        if (open.haveEnded(result)) {
            flow.close();
            return result;
        }
        return open.of(
                flow,
                result,
                method.returnType(),
                () -> asyncCall(method, request, call),
                method.name());
    }

    private AsyncCall asyncCall(
            ControlledMethod method, FlowRequest request, InvocationContext call) {
        return new AsyncCall(
                flows,
                methods.eventLoops(),
                methods.outcomes(),
                later(method, request, call),
                method.work(call),
                method.refuseLater(call, methods.mappers()),
                method.returnType(),
                method.lasting());
    }

    private static @Nullable Object refuse(
            ControlledMethod method, Flow flow, InvocationContext call) throws Exception {
        return method.refuse(flow.rejection().orElseThrow(), call);
    }

    private FlowRequest request(ControlledMethod method, @Nullable Object[] arguments) {
        return flows.checks(method.controlPoint())
                ? method.request(arguments)
                : FlowRequest.unchecked(method.controlPoint());
    }

    /**
     * The request of a flow that may start later: the mode may be off when the method returns a
     * lazy result, and on when the result is subscribed to.
     */
    private Supplier<FlowRequest> later(
            ControlledMethod method, FlowRequest request, InvocationContext call) {
        if (request.checks()) {
            return () -> request;
        }
        @Nullable Object[] arguments = call.getParameters().clone();
        return () -> request(method, arguments);
    }
}
