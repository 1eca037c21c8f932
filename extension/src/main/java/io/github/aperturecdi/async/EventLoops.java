package io.github.aperturecdi.async;

import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.flow.Messages;
import io.github.aperturecdi.services.Services;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Every event loop that the application may run on. */
public final class EventLoops {

    private static final System.Logger LOG = System.getLogger(EventLoops.class.getName());

    private final List<EventLoop> loops;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    /**
     * Looks for event loops.
     *
     * @param loader the application's class loader
     */
    public EventLoops(ClassLoader loader) {
        loops = Services.load(EventLoop.class, loader);
    }

    /**
     * The loop that this thread runs.
     *
     * @return runs tasks on the same loop later; null when this thread may wait
     */
    public @Nullable Executor current() {
        for (EventLoop loop : loops) {
            Executor current = loop.current();
            if (current != null) {
                return current;
            }
        }
        return null;
    }

    /**
     * Starts a flow for a method that answers on this thread. On an event loop it must not wait for
     * an agent, so the agent is not asked there, and the flow is one without a decision; that is
     * logged once for a control point.
     *
     * @param flows starts the flow
     * @param request what it asks
     * @return the flow
     */
    public Flow startHere(FlowControl flows, FlowRequest request) {
        if (!request.asks() || !flows.waits() || current() == null) {
            return flows.start(request);
        }
        if (warned.add(request.controlPoint())) {
            LOG.log(System.Logger.Level.WARNING, Messages.notOnEventLoop(request.controlPoint()));
        }
        return flows.startWithoutAsking(request);
    }
}
