package io.github.aperturecdi.cdi;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.async.AsyncCall;
import io.github.aperturecdi.async.AsyncReturn;
import io.github.aperturecdi.async.OpenResults;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The path of one call. Before {@code @Transactional} (+200), so that nothing waits while it holds
 * a transaction, and outside MicroProfile Fault Tolerance (4010), so that one flow covers all
 * retries.
 */
@Interceptor
@ApertureControlled
@Priority(Interceptor.Priority.PLATFORM_BEFORE + 100)
public class ApertureInterceptor {

    private final FlowControl flows;
    private final ControlledMethods methods;

    /**
     * For the container.
     *
     * @param flows starts the flows
     * @param methods knows the methods
     */
    @Inject
    public ApertureInterceptor(FlowControl flows, ControlledMethods methods) {
        this.flows = flows;
        this.methods = methods;
    }

    /**
     * Asks the agent, then runs the method or refuses the call.
     *
     * @param call the call
     * @return what the method returns
     * @throws Exception what the method throws, or the refusal
     */
    @AroundInvoke
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
        if (!flow.shouldRun()) {
            return method.refuse(flow.rejection().orElseThrow(), call);
        }
        Callable<@Nullable Object> work = methods.outcomes().around(method.work(call));
        if (method.arguments() != null) {
            return method.arguments().run(flow, call.getParameters(), call::setParameters, work);
        }
        if (!OpenResults.isOpen(method.returnType())) {
            return flow.run(work);
        }
        return methods.openResults()
                .of(
                        flow,
                        flow.call(work),
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

    private FlowRequest request(ControlledMethod method, @Nullable Object[] arguments) {
        return flows.asks(method.controlPoint())
                ? method.request(arguments)
                : FlowRequest.unasked(method.controlPoint());
    }

    /** A lazy result that was made while the mode was off may be subscribed to when it is not. */
    private Supplier<FlowRequest> later(
            ControlledMethod method, FlowRequest request, InvocationContext call) {
        if (request.asks()) {
            return () -> request;
        }
        @Nullable Object[] arguments = call.getParameters().clone();
        return () -> request(method, arguments);
    }
}
