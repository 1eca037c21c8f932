package io.github.aperturecdi.internal.async;

import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The rest of a call whose method has returned a result with continuing work. The first start
 * continues the call's flow. Each further subscription starts a new flow.
 */
final class RestOfCall extends ControlledCall {

    private final ControlledCall call;
    private final AtomicReference<@Nullable Flow> begun;
    private final Object result;
    private final Class<?> type;

    /** The type is the one that the kind of the result handles. */
    RestOfCall(ControlledCall call, Flow flow, Object result, Class<?> type) {
        super(call.flows, call.kinds);
        this.call = call.later();
        begun = new AtomicReference<>(flow);
        this.result = result;
        this.type = type;
    }

    @Override
    Flow startHere() {
        Flow now = begun.getAndSet(null);
        return now != null ? now : super.startHere();
    }

    @Override
    public CompletableFuture<Flow> start() {
        Flow now = begun.getAndSet(null);
        return now != null ? CompletableFuture.completedFuture(now) : super.start();
    }

    /** Ends the flow if the result becomes unreachable and no start has taken the flow over. */
    void endWith(Object followed) {
        AtomicReference<@Nullable Flow> left = begun;
        if (left.get() == null) {
            return;
        }
        Unreferenced.then(
                followed,
                () -> {
                    Flow flow = left.getAndSet(null);
                    if (flow != null) {
                        AsyncEnds.abandon(flow);
                    }
                });
    }

    @Override
    protected FlowRequest request() {
        return call.request();
    }

    @Override
    protected Object run() {
        return result;
    }

    @Override
    protected @Nullable Object refused(FlowRejection rejection) throws Exception {
        return call.refused(rejection);
    }

    @Override
    protected String method() {
        return call.method();
    }

    @Override
    public Class<?> returnType() {
        return type;
    }

    @Override
    protected LastingResults lasting() {
        return call.lasting();
    }

    @Override
    protected boolean cached() {
        return call.cached();
    }

    @Override
    protected @Nullable Object[] arguments() {
        return call.arguments();
    }

    @Override
    protected void arguments(@Nullable Object[] arguments) {
        call.arguments(arguments);
    }

    @Override
    protected ControlledCall later() {
        return this;
    }
}
