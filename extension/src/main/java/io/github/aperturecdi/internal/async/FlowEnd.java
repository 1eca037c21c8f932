package io.github.aperturecdi.internal.async;

import io.github.aperturecdi.flow.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Ends a flow once all parts of its work have ended, in any order. */
final class FlowEnd implements WorkEnd {

    private final Flow flow;
    private final AtomicInteger parts;
    private final AtomicBoolean over = new AtomicBoolean();

    private FlowEnd(Flow flow, AtomicInteger parts) {
        this.flow = flow;
        this.parts = parts;
    }

    FlowEnd(Flow flow, int parts) {
        this(flow, new AtomicInteger(parts));
    }

    /** The end of another part of the same work. */
    FlowEnd other() {
        return new FlowEnd(flow, parts);
    }

    @Override
    public void observedHttpStatus(int status) {
        if (!over.get()) {
            flow.observedHttpStatus(status);
        }
    }

    @Override
    public void failed(Throwable failure) {
        if (!over.get()) {
            flow.fail(failure);
        }
    }

    @Override
    public void abandoned() {
        if (!over.get()) {
            flow.cancel();
        }
    }

    @Override
    public void done() {
        if (over.compareAndSet(false, true) && parts.decrementAndGet() == 0) {
            flow.close();
        }
    }
}
