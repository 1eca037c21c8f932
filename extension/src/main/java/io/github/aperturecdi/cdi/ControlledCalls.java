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
 * The path of one call. One for an application, and of a normal scope: the interceptor of a bean
 * that is passivated keeps its proxy, and nothing else.
 */
@ApplicationScoped
public class ControlledCalls {

    @Inject FlowControl flows;
    @Inject ControlledMethods methods;

    /** For the container. */
    public ControlledCalls() {}

    /**
     * What the calls ask. Public, as a proxy may be of another package.
     *
     * @return the application's flow control
     */
    public FlowControl flows() {
        return flows;
    }

    /**
     * Asks the agent, then runs the method or refuses the call.
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
     * As {@link #control}, for a call that a timer makes. A refused one is skipped: it has no
     * caller who could take an exception, and a timer that fails is tried again at once and then
     * not for minutes. What the annotation or a mapper throws in place of the refusal is thrown.
     *
     * @param call the call of a timeout method
     * @return what the method returns; null when it was refused
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

    /** A lazy result that was made while the mode was off may be subscribed to when it is not. */
    private Supplier<FlowRequest> later(
            ControlledMethod method, FlowRequest request, InvocationContext call) {
        if (request.checks()) {
            return () -> request;
        }
        @Nullable Object[] arguments = call.getParameters().clone();
        return () -> request(method, arguments);
    }
}
