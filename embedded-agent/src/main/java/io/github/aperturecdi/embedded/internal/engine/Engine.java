package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.internal.policy.Policy;
import io.github.aperturecdi.embedded.store.Sharing;
import io.github.aperturecdi.flow.spi.StoreFailure;
import io.github.aperturecdi.flow.spi.Ticker;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Decides about flows by policies. All services of the agent ask it.
 *
 * <p>A flow asks in stages, as in Aperture's agent: samplers of ramps, other samplers, limiters,
 * concurrency schedulers, the cache of results, quota schedulers. Within a stage each component
 * decides. When a component drops the flow, later stages are not asked, and the tokens that the
 * flow took are given back.
 *
 * <p>With a {@linkplain Sharing store}, limiters and schedulers count there, and flows wait for its
 * answers. No thread is blocked meanwhile.
 *
 * <p>Safe for use by several threads. Only an engine with a store needs a close: the thread of the
 * engine runs only while flows wait, and a few seconds longer.
 */
public final class Engine implements AutoCloseable {

    /** The result of giving tokens back. */
    public enum Returned {
        /** The tokens were in flight, and are given back. */
        RETURNED,
        /** The tokens were not in flight: already given back, expired, or never handed out. */
        NOT_IN_FLIGHT,
        /** The engine has no limiter for these tokens: they belong to another policy or version. */
        UNKNOWN_LIMITER
    }

    private final Ticker ticker;
    private final EngineSettings settings;
    private final WaitingRoom room;
    private final @Nullable StoreLink link;
    private final FlowCache cache;
    private final Decider decider;

    /**
     * Makes an engine with {@link EngineSettings#DEFAULT}.
     *
     * @param policies the policies to enforce
     * @param ticker the clock
     */
    public Engine(List<Policy> policies, Ticker ticker) {
        this(policies, EngineSettings.DEFAULT, ticker);
    }

    /**
     * Makes an engine with another bound on label values.
     *
     * @param policies the policies to enforce
     * @param maxKeys see {@link EngineSettings#maxKeys}
     * @param ticker the clock
     */
    public Engine(List<Policy> policies, int maxKeys, Ticker ticker) {
        this(policies, EngineSettings.DEFAULT.withMaxKeys(maxKeys), ticker);
    }

    /**
     * Makes an engine that wakes waiting flows by itself.
     *
     * @param policies the policies to enforce
     * @param settings how the engine decides
     * @param ticker the clock
     */
    public Engine(List<Policy> policies, EngineSettings settings, Ticker ticker) {
        this(policies, settings, ticker, new SystemWakeTimer());
    }

    /**
     * Makes an engine that wakes waiting flows by itself, and may count in a store.
     *
     * @param policies the policies to enforce
     * @param settings how the engine decides
     * @param ticker the clock
     * @param sharing the store; null for counts in this JVM
     */
    public Engine(
            List<Policy> policies,
            EngineSettings settings,
            Ticker ticker,
            @Nullable Sharing sharing) {
        this(policies, settings, ticker, new SystemWakeTimer(), sharing);
    }

    /**
     * Makes an engine that has counted no flow yet.
     *
     * @param policies the policies to enforce
     * @param settings how the engine decides
     * @param ticker the clock
     * @param timer calls {@link #wake} when waiting flows are due
     */
    public Engine(List<Policy> policies, EngineSettings settings, Ticker ticker, WakeTimer timer) {
        this(policies, settings, ticker, timer, null);
    }

    /**
     * Makes an engine that counts in a store.
     *
     * @param policies the policies to enforce
     * @param settings how the engine decides; not faithful
     * @param ticker the clock
     * @param timer calls {@link #wake} when waiting flows are due
     * @param sharing the store, which {@link #close} closes; null for counts in this JVM
     */
    public Engine(
            List<Policy> policies,
            EngineSettings settings,
            Ticker ticker,
            WakeTimer timer,
            @Nullable Sharing sharing) {
        this.ticker = ticker;
        this.settings = settings;
        room = new WaitingRoom(settings, ticker, timer);
        link = sharing == null ? null : new StoreLink(sharing, ticker);
        AgentCache own = new AgentCache(ticker);
        cache = link == null ? new LocalFlowCache(own) : new SharedFlowCache(link, room, ticker);
        Components components = Components.of(policies, settings, room, ticker, link);
        decider = new Decider(components, settings, ticker, room, link, own, cache);
    }

    /**
     * The agent's cache. Policies use it in one case: a flow with a cached result asks no quota
     * scheduler.
     *
     * @return the cache, shared by all services of the agent
     */
    public FlowCache cache() {
        return cache;
    }

    /**
     * How many times flows of different label values were counted together, because a limiter had
     * as many values in use as it keeps apart.
     *
     * @return the number for all limiters since the engine was made
     */
    public long countedTogether() {
        return decider.components().shares();
    }

    /**
     * The number of flows that wait now. A flow that waits at several schedulers counts once for
     * each.
     *
     * @return the number
     */
    public long waiting() {
        return room.waiting();
    }

    /**
     * Whether flows may wait, at any control point.
     *
     * @return whether there is a scheduler or a store
     */
    public boolean mayWait() {
        return link != null || decider.components().mayWait();
    }

    /**
     * Whether flows may wait at a control point.
     *
     * @param controlPoint the control point
     * @return whether there is a scheduler or a store
     */
    public boolean mayWait(String controlPoint) {
        if (link != null) {
            return true;
        }
        Components components = decider.components();
        Stages stages = components.mayWait() ? components.at(controlPoint) : null;
        return stages != null && stages.mayWait();
    }

    /**
     * Whether the engine behaves like Aperture's agent, including its bugs.
     *
     * @return see {@link EngineSettings#faithful}
     */
    public boolean isFaithful() {
        return settings.faithful();
    }

    /**
     * Decides about one flow at once. The flow does not wait.
     *
     * @param controlPoint the flow's control point
     * @param labels the flow's labels
     * @return the outcome, with the decisions of all limiters
     */
    public Outcome decide(String controlPoint, Map<String, String> labels) {
        Answer answer = ask(new FlowCheck(controlPoint, labels, FlowCheck.NO_TIMEOUT));
        return answer instanceof WaitingFlow waiting ? waiting.atOnce() : (Outcome) answer;
    }

    /**
     * Whether a flow is admitted and holds no tokens until its end, for a caller that reads no
     * decisions of limiters. A flow that the only component of its control point admits, a rate
     * limiter, needs no objects for an outcome then.
     *
     * @param controlPoint the flow's control point
     * @param labels the flow's labels
     * @return true if the flow is admitted; false if {@link #ask} has to decide
     */
    public boolean admits(String controlPoint, Map<String, String> labels) {
        return decider.admits(controlPoint, labels);
    }

    /**
     * Decides about one flow, or lets it wait. No thread is blocked while the flow waits.
     *
     * @param check the flow's check
     * @return the outcome, or the waiting flow
     */
    public Answer ask(FlowCheck check) {
        return decider.ask(check);
    }

    /**
     * Gives back all tokens of a flow that was admitted but does not run.
     *
     * @param outcome the flow's outcome
     */
    public void giveBack(Outcome outcome) {
        decider.giveBack(outcome);
    }

    /**
     * The key of the label by which a limiter counts.
     *
     * @param id the limiter
     * @return the label's key; null for a limiter that counts all flows together, or none
     */
    public @Nullable String countsBy(LimiterId id) {
        Component component = decider.components().get(id);
        if (component == null || component.scope().passThrough()) {
            return null;
        }
        String key = component.scope().limitByLabelKey();
        return key.isEmpty() ? null : key;
    }

    /**
     * The keys of the labels with tokens, priorities, workloads and fairness.
     *
     * @return the keys
     */
    public Set<String> tokenKeys() {
        return decider.components().weighingKeys();
    }

    /**
     * Enforces other policies from now on. Flows that are being decided keep the previous policies.
     * A component with the same policy name, place and {@code limit_by_label_key} as a previous one
     * takes over its counts. Only one thread at a time may call this method.
     *
     * @param policies the policies to enforce
     */
    public void replace(List<Policy> policies) {
        Components before = decider.components();
        Components next = before.replacedBy(policies);
        decider.replace(next);
        before.close();
        Deliveries deliveries = new Deliveries();
        next.takeOver(deliveries);
        deliveries.deliver();
    }

    /**
     * Gives tokens in flight back.
     *
     * @param id the limiter that handed out the tokens
     * @param label the label under which the tokens were counted
     * @param requestId the request id of the decision
     * @return the result
     */
    public Returned end(LimiterId id, String label, String requestId) {
        Component component = decider.components().get(id);
        if (component == null) {
            return Returned.UNKNOWN_LIMITER;
        }
        Deliveries deliveries = new Deliveries();
        Returned returned = component.end(label, requestId, ticker.nanos(), deliveries);
        deliveries.deliver();
        return returned;
    }

    /**
     * Gives tokens in flight back, which may have been handed out by another instance.
     *
     * @param id the limiter that handed out the tokens
     * @param label the label under which the tokens were counted
     * @param requestId the request id of the decision
     * @return the result, when the store has answered
     */
    public CompletionStage<Returned> endAnywhere(LimiterId id, String label, String requestId) {
        Returned returned = end(id, label, requestId);
        // The other instance may have another version of the policy.
        return link == null || returned == Returned.RETURNED || requestId.isEmpty()
                ? CompletableFuture.completedFuture(returned)
                : link.places()
                        .end(StoreLink.counter(id, label), requestId)
                        .thenApply(theirs -> theirs ? Returned.RETURNED : returned);
    }

    /**
     * Whether limiters refuse flows because the store is away.
     *
     * @return false without a store
     */
    public boolean isRefusing() {
        return link != null && link.onFailure() == StoreFailure.REJECT && link.isAway();
    }

    /**
     * The store.
     *
     * @return the kind and address of the store; null for counts in this JVM
     */
    public @Nullable String store() {
        return link == null ? null : link.store().description();
    }

    /** Gives back the tokens in flight of this instance, and closes the store. */
    @Override
    public void close() {
        if (link != null) {
            link.close(decider.components()::close);
            room.close();
        }
    }

    /**
     * Serves the waiting flows that are due. A test that moves the engine's clock by hand calls
     * this method.
     */
    public void wake() {
        room.wake();
    }

    /**
     * The time until {@link #wake} is due. Other calls of the engine may change it.
     *
     * @return nanoseconds from now, 0 for at once; {@link Long#MAX_VALUE} while no flow waits
     */
    public long untilNextWake() {
        return room.untilNextWake();
    }
}
