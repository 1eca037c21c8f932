package io.github.aperturecdi.flow;

import io.github.aperturecdi.internal.FirstOfEach;
import java.util.function.BooleanSupplier;

/**
 * Prevents checks that wait on threads that must not wait. The log names each such control point
 * once.
 */
final class EventLoopGuard {

    private static final System.Logger LOG = System.getLogger(EventLoopGuard.class.getName());

    private final BooleanSupplier onEventLoop;
    private final FirstOfEach<String> warned = new FirstOfEach<>();

    EventLoopGuard(BooleanSupplier onEventLoop) {
        this.onEventLoop = onEventLoop;
    }

    /** Whether this thread must not wait for the decision of a flow. */
    boolean forbids(String controlPoint) {
        if (!onEventLoop.getAsBoolean()) {
            return false;
        }
        if (warned.is(controlPoint)) {
            LOG.log(System.Logger.Level.WARNING, FlowTexts.notOnEventLoop(controlPoint));
        }
        return true;
    }
}
