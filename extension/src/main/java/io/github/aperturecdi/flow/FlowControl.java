package io.github.aperturecdi.flow;

import io.github.aperturecdi.flow.spi.Agent;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.flow.spi.Ticker;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Starts flows. One for an application; whoever builds it closes it, and with it the agent it was
 * given.
 *
 * <p>Safe for use by several threads.
 */
@SuppressWarnings("serial") // What is written is its replacement.
public final class FlowControl implements AutoCloseable, Serializable {

    @Serial private static final long serialVersionUID = 1L;

    private static final System.Logger LOG = System.getLogger(FlowControl.class.getName());

    /**
     * How long a decision may take unless somebody says otherwise; the official SDKs' default as
     * well.
     */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMillis(200);

    /** How long a shutdown waits for work under way unless somebody says otherwise. */
    public static final Duration DEFAULT_SHUTDOWN_TIMEOUT = Duration.ofSeconds(5);

    private final @Nullable Agent agent;
    final Ticker ticker;
    private final FlowSettings settings;
    private final ClientLabels labels;
    private final LabelBounds bounds;
    private final Duration shutdownTimeout;
    private final TokenGuard tokens;
    private final CallerExecutor completions;
    private final EventLoopGuard eventLoops;
    private final Observers observers;
    private final FailClosedControlPoints failClosed;
    private final LiveFlows live;
    private final ShadowRefusals shadow = new ShadowRefusals();
    private final @Nullable Object serializedAs;
    private final UnlimitedFlows unlimited = new UnlimitedFlows();
    private final Undecided undecided = new Undecided();
    volatile boolean closing;

    /** Written where the stack has no room for a call: a flow is over, and waits to be ended. */
    volatile boolean overdue;

    FlowControl(FlowControlBuilder builder) {
        agent = builder.agent;
        ticker = builder.ticker;
        live = new LiveFlows(ticker);
        settings = builder.settings();
        labels =
                new ClientLabels(
                                GuardedLabels.of(builder.clientLabels),
                                GuardedLabels.of(builder.labels))
                        .neverFill(builder.tokenKeys)
                        .neverFill(builder.schedulingKeys)
                        .neverFill(builder.ownLabels);
        if (agent != null && builder.clientLabels != AmbientLabels.NONE) {
            labels.neverFill(agent::tokenKeys);
        }
        bounds = new LabelBounds(builder.maxLabelLength);
        shutdownTimeout = builder.shutdownTimeout;
        tokens = new TokenGuard(builder.tokenKeys);
        completions = builder.completions;
        eventLoops = new EventLoopGuard(builder.onEventLoop);
        serializedAs = builder.serializedAs;
        failClosed = new FailClosedControlPoints(settings);
        observers = new Observers(builder.observers);
        observers.opened(this::status);
    }

    /**
     * Begins a flow control. Without an agent it admits every flow and asks nobody.
     *
     * @return a builder
     */
    public static FlowControlBuilder builder() {
        return new FlowControlBuilder();
    }

    /**
     * Asks the agent, on this thread and within the timeout, whether a flow may run. On an
     * {@linkplain FlowControlBuilder#onEventLoop event loop}, which must not wait, an agent that
     * may keep it waiting is not asked, and the flow is one without a decision: {@link
     * #startAsync(FlowRequest, Executor)} is for there.
     *
     * @param request what to check
     * @return the flow, admitted or refused; close it when the work has ended
     * @throws StackOverflowError if this thread's stack has no room for a flow; no agent was asked
     */
    public Flow start(FlowRequest request) {
        long startNanos = ticker.nanos();
        return start(request, settingsOf(request, startNanos), startNanos);
    }

    /** By settings that were read once: another look may see others. */
    private Flow start(FlowRequest request, ControlPointSettings set, long startNanos) {
        if (agent == null || !checks(request, set)) {
            return started(
                    request, Decision.admitted(), set, startNanos, FlowObserver.Observation.NONE);
        }
        makeRoom();
        if (agent.blocks(request.controlPoint()) && eventLoops.forbids(request.controlPoint())) {
            return started(request, Decision.unreachable(), set, startNanos, asking(request, set));
        }
        FlowRequest completed = complete(request, set);
        FlowObserver.Observation observation = asking(completed, set);
        live.checkBegins();
        try {
            Decision decision =
                    closing
                            ? Decision.unreachable()
                            : agent.check(completed, set.timeout(completed));
            return answered(completed, decision, set, startNanos, observation);
        } finally {
            live.checkEnds();
        }
    }

    /** Before anything is taken, and where its end will most likely be. */
    private void makeRoom() {
        StackRoom.require();
        endOverdue();
    }

    void endOverdue() {
        if (overdue) {
            overdue = false;
            live.endOverdue();
        }
    }

    private ControlPointSettings settingsOf(FlowRequest request, long startNanos) {
        settings.refreshIfStale(startNanos);
        return settings.at(request.controlPoint());
    }

    private boolean checks(FlowRequest request, ControlPointSettings set) {
        return agent != null && set.mode() != Mode.OFF && request.checks();
    }

    /**
     * Whether a flow at a control point asks an agent now: so that nobody computes labels that
     * nobody wants.
     *
     * @param controlPoint the control point
     * @return false without an agent, and where the mode is off; then {@link FlowRequest#unchecked}
     *     will do
     */
    public boolean checks(String controlPoint) {
        return agent != null && settings.at(controlPoint).mode() != Mode.OFF;
    }

    private FlowObserver.Observation asking(FlowRequest request, ControlPointSettings set) {
        failClosed.checked(request, set);
        return observers.asking(request.controlPoint());
    }

    private FlowRequest complete(FlowRequest request, ControlPointSettings set) {
        return bounds.bounded(tokens.guarded(request.completed(labels.of(request, set), set)));
    }

    /**
     * As {@link #start}, without waiting for the decision. What is chained to the flow runs on this
     * thread where the decision is there at once, as the embedded agent's, and else on the {@link
     * FlowControlBuilder#executor executor}: never on a thread of the connection to the agent.
     *
     * @param request what to check
     * @return the flow. Never completed exceptionally, except by its own cancellation, which
     *     cancels the question; a decision that comes all the same is ended at once.
     */
    public CompletableFuture<Flow> startAsync(FlowRequest request) {
        return startAsync(request, completions.executor());
    }

    /**
     * As {@link #startAsync(FlowRequest)}, with an executor of the caller's, such as an event loop.
     *
     * @param request what to check
     * @param executor completes the flow, unless the decision is there at once. If it rejects that,
     *     the flow ends, and the future is cancelled.
     * @return the flow, as above
     */
    public CompletableFuture<Flow> startAsync(FlowRequest request, Executor executor) {
        long startNanos = ticker.nanos();
        ControlPointSettings set = settingsOf(request, startNanos);
        if (agent == null || !checks(request, set) || !agent.blocks(request.controlPoint())) {
            return CompletableFuture.completedFuture(start(request, set, startNanos));
        }
        makeRoom();
        FlowRequest completed = complete(request, set);
        FlowObserver.Observation observation = asking(completed, set);
        return new PendingStart(this, completed, set, startNanos, observation)
                .start(agent, live, executor);
    }

    /**
     * Whether {@link #start} may wait.
     *
     * @return false where decisions are made on the spot
     */
    public boolean blocks() {
        return agent != null && agent.blocks();
    }

    /** A flow that the agent was asked for. */
    Flow answered(
            FlowRequest request,
            Decision decision,
            ControlPointSettings set,
            long startNanos,
            FlowObserver.Observation observation) {
        Flow flow = started(request, decision, set, startNanos, observation);
        if (decision.type() != Decision.Type.UNREACHABLE) {
            undecided.decided(decision);
        } else if (agent != null) {
            Undecided.Reminder reminder = undecided.undecided(flow.shouldRun(), startNanos);
            if (reminder != null) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        FlowTexts.undecided(agent.address(), reminder));
            }
        }
        return flow;
    }

    /** The one place where a flow begins. */
    private Flow started(
            FlowRequest request,
            Decision decision,
            ControlPointSettings set,
            long startNanos,
            FlowObserver.Observation observation) {
        unlimited.decided(request.controlPoint(), decision);
        Flow flow = new Flow(this, request, decision, set, startNanos, observation);
        if (!flow.shouldRun()) {
            // There was room before the agent was asked, and nobody would look for it later.
            flow.end();
        } else if (agent != null && !live.add(flow)) {
            flow.abandon();
        } else {
            flow.shadowRejection().ifPresent(shadow::count);
        }
        return flow;
    }

    /** The one place where a flow ends. */
    void ended(Flow flow, EndedFlow end) {
        if (agent == null) {
            return;
        }
        try {
            if (awaitedByAgent(end.decision())) {
                agent.end(end);
            }
        } finally {
            // After the agent knows: a shutdown closes the agent once no flow is live.
            live.remove(flow);
        }
    }

    private static boolean awaitedByAgent(Decision decision) {
        return decision.receipt() != null || !decision.inflight().isEmpty();
    }

    CompletableFuture<CacheUpdate> cachePut(CacheKey key, byte[] value, Duration timeToLive) {
        Arguments.requireTimeToLive(timeToLive);
        return agent == null ? noCache() : completions.of(agent.cachePut(key, value, timeToLive));
    }

    CompletableFuture<CacheUpdate> cacheDelete(CacheKey key) {
        return agent == null ? noCache() : completions.of(agent.cacheDelete(key));
    }

    private static CompletableFuture<CacheUpdate> noCache() {
        return CompletableFuture.completedFuture(CacheUpdate.absent("flow control is off"));
    }

    /**
     * Reads a global cache value.
     *
     * @param key the key, not empty
     * @return what is there, on the {@link FlowControlBuilder#executor executor} unless it is there
     *     at once; never completed exceptionally
     * @throws IllegalArgumentException if the key is empty
     */
    public CompletableFuture<CacheLookup> globalCache(String key) {
        CacheKey.Global global = new CacheKey.Global(key);
        return agent == null
                ? CompletableFuture.completedFuture(CacheLookup.ABSENT)
                : completions.of(agent.cacheGet(global));
    }

    /**
     * Whether a check now would reach the agent.
     *
     * @return the state, without waiting; false without an agent
     */
    public boolean connected() {
        return agent != null && agent.connected();
    }

    /**
     * How many flows ran in shadow mode only, and would have been refused in {@link Mode#ENFORCE}.
     *
     * @return their number since the start
     */
    public long shadowRefusals() {
        return shadow.total();
    }

    /**
     * The same number by control point: what a policy that is tried out would refuse, and where.
     *
     * @return a copy, sorted by name, of the first 1,000 control points that had any
     */
    public Map<String, Long> shadowRefusalsByControlPoint() {
        return shadow.byControlPoint();
    }

    /**
     * The state at this moment.
     *
     * @return the state, without waiting; all zero without an agent
     */
    public FlowControlStatus status() {
        return agent == null
                ? new FlowControlStatus("none", false, 0, 0, 0, 0, 0, 0, 0)
                : observers.status(agent, live.count(), shadow.total());
    }

    /**
     * Says that flows will come, which {@link #failsClosed} takes into account before they do.
     *
     * @param controlPoint where they ask, not blank
     * @param rampMode whether they run only where a load ramp lets them
     */
    public void expect(String controlPoint, boolean rampMode) {
        failClosed.expect(controlPoint, rampMode);
    }

    /**
     * Whether work would be refused if the agent could not be reached: at a control point that is
     * expected, was asked for or has settings of its own; while none is, wherever nothing else is
     * set.
     *
     * <p>Asking is enough for settings to follow their sources, as a flow's start is: while an
     * application is not ready, no flow may start.
     *
     * @return the state by the settings of this moment; false without an agent
     */
    public boolean failsClosed() {
        if (agent == null) {
            return false;
        }
        settings.refreshIfStale(ticker.nanos());
        return failClosed.any();
    }

    /**
     * Waits for the questions and flows under way, at most for the shutdown timeout, ends those
     * that are left, and closes the agent. Flows that start later find it unreachable; a decision
     * that comes later is ended at once.
     */
    @Override
    public void close() {
        closing = true;
        try {
            settings.close();
        } finally {
            try {
                if (agent != null) {
                    live.drain(shutdownTimeout);
                    agent.close();
                }
            } finally {
                observers.close();
            }
        }
    }

    @Serial
    private Object writeReplace() throws NotSerializableException {
        if (serializedAs == null) {
            throw new NotSerializableException(FlowControl.class.getName());
        }
        return serializedAs;
    }

    @Serial
    private void readObject(ObjectInputStream in) throws NotSerializableException {
        throw new NotSerializableException(FlowControl.class.getName());
    }
}
