package io.github.aperturecdi.internal.async;

import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.internal.outcome.HttpOutcomes;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A call that a test makes of its parts. */
public final class MadeCall extends ControlledCall {

    /** Made once: looking for services is no race of the models. */
    private static final ResultKinds KINDS = ResultKinds.load(MadeCall.class.getClassLoader());

    /** Says what a refused call gets. */
    @FunctionalInterface
    public interface Refused {
        @Nullable Object answer(FlowRejection rejection) throws Exception;
    }

    private final Supplier<FlowRequest> request;
    private final Callable<@Nullable Object> method;
    private final Refused refused;
    private final Class<?> returnType;
    private LastingResults lasting = LastingResults.NONE;

    public MadeCall(
            FlowControl flows,
            EventLoops loops,
            HttpOutcomes outcomes,
            Supplier<FlowRequest> request,
            Callable<@Nullable Object> method,
            Refused refused,
            Class<?> returnType) {
        super(
                flows,
                new ResultKinds(
                        KINDS.returns(),
                        KINDS.lasting(),
                        KINDS.arguments(),
                        KINDS.open(),
                        loops,
                        outcomes));
        this.request = request;
        this.method = method;
        this.refused = refused;
        this.returnType = returnType;
    }

    MadeCall lasting(LastingResults kinds) {
        lasting = kinds;
        return this;
    }

    @Override
    protected FlowRequest request() {
        return request.get();
    }

    @Override
    protected @Nullable Object run() throws Exception {
        return method.call();
    }

    @Override
    protected @Nullable Object refused(FlowRejection rejection) throws Exception {
        return refused.answer(rejection);
    }

    @Override
    protected String method() {
        return "Shop.order";
    }

    @Override
    public Class<?> returnType() {
        return returnType;
    }

    @Override
    protected LastingResults lasting() {
        return lasting;
    }

    @Override
    protected @Nullable Object[] arguments() {
        throw new UnsupportedOperationException("a call without arguments");
    }

    @Override
    protected void arguments(@Nullable Object[] arguments) {
        throw new UnsupportedOperationException("a call without arguments");
    }

    @Override
    protected ControlledCall later() {
        return this;
    }
}
