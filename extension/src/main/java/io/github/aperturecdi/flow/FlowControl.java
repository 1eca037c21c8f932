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
 * Starts flows. An application has one flow control. The code that builds it also closes it, which
 * closes the agent.
 *
 * <p>Thread-safe.
 */
@SuppressWarnings("serial") // Its replacement is written.
public final class FlowControl implements AutoCloseable, Serializable {

    @Serial private static final long serialVersionUID = 1L;

    private static final System.Logger LOG = System.getLogger(FlowControl.class.getName());

    /** How long a decision may take by default. The official SDKs have the same default. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMillis(200);

    /** How long a shutdown waits for running work by default. */
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

    /**
     * Whether a flow is over and still has to be ended. Set if the stack has no room for a call.
     */
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
     * Creates a builder. Without an agent, the flow control admits every flow.
     *
     * @return a builder
     */
    public static FlowControlBuilder builder() {
        return new FlowControlBuilder();
    }

    /**
     * Starts a flow: asks the agent for a decision, on this thread and within the timeout. A call
     * on an {@linkplain FlowControlBuilder#onEventLoop event loop}, which must not wait, sends no
     * check to an agent that may take time; the flow has no decision then. Use {@link
     * #startAsync(FlowRequest, Executor)} on an event loop.
     *
     * @param request what to check
     * @return the flow, admitted or refused; close it when the work has ended
     * @throws StackOverflowError if this thread's stack has no room for a flow; no check was sent
     */
    public Flow start(FlowRequest request) {
        long startNanos = ticker.nanos();
        return start(request, settingsOf(request, startNanos), startNanos);
    }

    /** Uses settings that were read once, as they may change at any time. */
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

    /** Runs before the agent hands out tokens: the flow will most likely end on this stack, too. */
    private void makeRoom() {
        StackRoom.require();
        endOverdue();
    }

    void endOverdue() {
        if (overdue) {
            overdue = false;
            try {
                live.endOverdue();
            } catch (Throwable e) {
                // The next flow ends the others.
                overdue = true;
                throw e;
            }
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
     * Whether a flow at a control point needs a check now. If not, its labels need not be computed.
     *
     * @param controlPoint the control point
     * @return false without an agent, and if the mode is off; {@link FlowRequest#unchecked} is
     *     enough then
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
     * Does what {@link #start} does, without waiting for the decision. Chained actions run on this
     * thread if the decision is there at once, as with the embedded agent. Otherwise they run on
     * the {@link FlowControlBuilder#executor executor}, never on a thread of the connection to the
     * agent.
     *
     * @param request what to check
     * @return the flow. Never completed exceptionally, except by its own cancellation, which
     *     cancels the check; if a decision arrives all the same, its flow ends at once.
     */
    public CompletableFuture<Flow> startAsync(FlowRequest request) {
        return startAsync(request, completions.executor());
    }

    /**
     * Does what {@link #startAsync(FlowRequest)} does, on an executor of the caller, such as an
     * event loop.
     *
     * @param request what to check
     * @param executor completes the future, unless the decision is there at once. If it rejects the
     *     task, the flow ends, and the future is cancelled. If it runs tasks on the calling thread,
     *     chained actions must not block, as that thread serves the agent.
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
     * @return false if decisions are made at once
     */
    public boolean blocks() {
        return agent != null && agent.blocks();
    }

    /** Starts the flow of a check. */
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
            String address = agent.address();
            reported(flow, () -> remind(address, flow, startNanos));
        }
        return flow;
    }

    private void remind(String address, Flow flow, long startNanos) {
        Undecided.Reminder reminder = undecided.undecided(flow.shouldRun(), startNanos);
        if (reminder != null) {
            LOG.log(System.Logger.Level.WARNING, FlowTexts.undecided(address, reminder));
        }
    }

    /**
     * Ends the flow when a report fails, such as a log handler: the caller gets the failure in
     * place of the flow, and could not end it.
     */
    private static void reported(Flow flow, Runnable report) {
        try {
            report.run();
        } catch (Throwable e) {
            flow.abandon();
            throw e;
        }
    }

    /** The only place where a flow begins. */
    private Flow started(
            FlowRequest request,
            Decision decision,
            ControlPointSettings set,
            long startNanos,
            FlowObserver.Observation observation) {
        Flow flow = new Flow(this, request, decision, set, startNanos, observation);
        if (!flow.shouldRun()) {
            // The stack had room before the check. No list keeps a refused flow, so it could not
            // end later.
            flow.end();
        } else if (agent != null && !live.add(flow)) {
            flow.abandon();
        } else if (flow.shadowRejection().isPresent()) {
            reported(flow, () -> flow.shadowRejection().ifPresent(shadow::count));
        }
        if (!decision.uncounted().isEmpty()) {
            reported(flow, () -> unlimited.decided(request.controlPoint(), decision));
        }
        return flow;
    }

    /**
     * The only place where a flow ends.
     *
     * @param end the report for the agent; null if the agent awaits none
     */
    void ended(Flow flow, @Nullable EndedFlow end) {
        if (agent == null) {
            return;
        }
        try {
            if (end != null) {
                agent.end(end);
            }
        } finally {
            // The agent comes first: a shutdown closes the agent once no flow is live.
            live.remove(flow);
        }
    }

    boolean readsTimes(FlowObserver.Observation observation) {
        return observers.readsTimes(observation);
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
     * @return the result, on the {@link FlowControlBuilder#executor executor} unless it is there at
     *     once; never completed exceptionally
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
     * How many flows ran only because of shadow mode, and would have been refused in {@link
     * Mode#ENFORCE}.
     *
     * @return their number since the start
     */
    public long shadowRefusals() {
        return shadow.total();
    }

    /**
     * The same number by control point. It shows what a new policy would refuse, and where.
     *
     * @return a copy, sorted by name, of the first 1,000 control points with such a flow
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
                ? FlowControlStatus.WITHOUT_AGENT
                : observers.status(agent, live.count(), shadow.total());
    }

    /**
     * Announces flows of a control point, so that {@link #failsClosed} counts them before they
     * start.
     *
     * @param controlPoint the control point, not blank
     * @param rampMode whether they run only if a load ramp admits them
     */
    public void expect(String controlPoint, boolean rampMode) {
        failClosed.expect(controlPoint, rampMode);
    }

    /**
     * Whether the application would refuse work without the agent. Control points count if they are
     * expected, were checked or have settings of their own. If there is none, the default of all
     * control points counts.
     *
     * <p>Like the start of a flow, this call refreshes settings that are out of date: an
     * application that is not ready may start no flow.
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
     * Waits for the running checks and flows, at most for the shutdown timeout, ends the remaining
     * flows, and closes the agent. For flows that start later, the agent is unreachable. The flow
     * of a decision that arrives later ends at once.
     */
    @Override
    public void close() {
        closing = true;
        try {
            settings.close();
        } finally {
            try {
                if (agent != null) {
                    closeAgent(agent);
                }
            } finally {
                observers.close();
            }
        }
    }

    private void closeAgent(Agent agent) {
        try {
            live.drain(shutdownTimeout);
        } finally {
            agent.close();
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
