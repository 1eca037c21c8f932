package io.github.aperturecdi.internal.async;

import io.github.aperturecdi.flow.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Controls the calls of one method whose return type is not asynchronous. The flow ends when the
 * method returns. If the type may also hold asynchronous results, as {@code Object} may, the flow
 * ends with the work of the result. If the call is answered through its arguments, the flow ends
 * with the answer.
 *
 * @param method the method as messages show it
 * @param open whether its results have to be examined
 * @param arguments the arguments through which its calls may be answered; null if it has none
 */
public record PlainReturn(String method, boolean open, AsyncArguments.@Nullable Followed arguments)
        implements ResultKind {

    @Override
    public boolean handles(Class<?> returnType) {
        return true;
    }

    @Override
    public boolean canFail(Class<?> returnType) {
        return false;
    }

    @Override
    public @Nullable Object control(ControlledCall call) throws Exception {
        Flow flow = call.startHere();
        if (!flow.shouldRun()) {
            return call.answer(flow);
        }
        if (arguments != null) {
            return arguments.run(flow, call);
        }
        return open ? call.kinds.open().end(flow, call.answer(flow), call, method) : flow.run(call);
    }
}
