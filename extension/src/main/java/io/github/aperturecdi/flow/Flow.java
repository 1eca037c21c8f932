package io.github.aperturecdi.flow;

import io.github.aperturecdi.FlowRejection;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work under an agent's control, from its decision to its end. The spine of this
 * library.
 *
 * <pre>{@code
 * try (Flow flow = flows.start(FlowRequest.at("checkout").label("user", id).build())) {
 *     if (flow.shouldRun()) {
 *         checkout();
 *     }
 * }
 * }</pre>
 *
 * <p>A flow ends exactly once, whoever tries and how often: a second end is a silent no-op. A
 * refused flow has ended before anybody sees it. Safe for use by several threads.
 */
public final class Flow implements AutoCloseable {

    private final String controlPoint;
    private final Decision decision;
    private final @Nullable FlowRejection rejection;
    private final @Nullable Agent agent;
    private final AtomicBoolean ended = new AtomicBoolean();

    /**
     * Decides whether the flow runs; there is no other place that does.
     *
     * @param agent who takes the end; null when nobody was asked
     */
    Flow(
            String controlPoint,
            Decision decision,
            OnUnreachable onUnreachable,
            @Nullable Agent agent) {
        this.controlPoint = controlPoint;
        this.decision = decision;
        this.agent = agent;
        boolean runs =
                switch (decision.type()) {
                    case ADMITTED -> true;
                    case REJECTED -> false;
                    case UNREACHABLE -> onUnreachable == OnUnreachable.ADMIT;
                };
        this.rejection = runs ? null : decision.rejection(controlPoint);
        if (!runs) {
            close();
        }
    }

    /**
     * Whether the work may run.
     *
     * @return true when the flow was admitted, or when there was no decision and such flows are
     *     admitted
     */
    public boolean shouldRun() {
        return rejection == null;
    }

    /**
     * Why the work may not run.
     *
     * @return the refusal; empty when the work may run
     */
    public Optional<FlowRejection> rejection() {
        return Optional.ofNullable(rejection);
    }

    /**
     * What the agent said.
     *
     * @return the decision
     */
    public Decision decision() {
        return decision;
    }

    /**
     * Runs the work of an admitted flow on this thread and ends the flow, whatever the work does.
     *
     * @param work the work
     * @param <T> what it returns
     * @return what the work returns
     * @throws Exception what the work throws, unchanged
     */
    public <T> T run(Callable<T> work) throws Exception {
        try {
            return work.call();
        } finally {
            close();
        }
    }

    /** Ends the flow: what the admission handed out goes back to the agent, off this thread. */
    @Override
    public void close() {
        if (ended.compareAndSet(false, true) && agent != null && !decision.inflight().isEmpty()) {
            agent.end(controlPoint, decision.inflight());
        }
    }
}
