package io.github.aperturecdi.async;

import io.github.aperturecdi.flow.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The results of one method whose type is of no asynchronous kind: the flow ends when the method
 * returns. Where the type leaves that open, as {@code Object} does, it ends with the work of the
 * result; where the call is answered through its arguments, with the answer.
 *
 * @param method the method, for people
 * @param open whether its results have to be looked at
 * @param arguments those that its calls may be answered through; null where there are none
 */
public record PlainReturn(String method, boolean open, AsyncArguments.@Nullable Followed arguments)
        implements AsyncReturn {

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
