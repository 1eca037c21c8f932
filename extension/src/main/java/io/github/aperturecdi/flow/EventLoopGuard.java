package io.github.aperturecdi.flow;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * Keeps questions that wait off threads that must not; the log names each control point where that
 * happens once.
 */
final class EventLoopGuard {

    /** Names may be made at run time, and remembering them must not fill the memory. */
    private static final int MAX_CONTROL_POINTS = 1_000;

    private static final System.Logger LOG = System.getLogger(EventLoopGuard.class.getName());

    private final BooleanSupplier onEventLoop;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    EventLoopGuard(BooleanSupplier onEventLoop) {
        this.onEventLoop = onEventLoop;
    }

    /** Whether this thread must not wait for the decision of a flow. */
    boolean forbids(String controlPoint) {
        if (!onEventLoop.getAsBoolean()) {
            return false;
        }
        if (warned.size() < MAX_CONTROL_POINTS && warned.add(controlPoint)) {
            LOG.log(System.Logger.Level.WARNING, Messages.notOnEventLoop(controlPoint));
        }
        return true;
    }
}
