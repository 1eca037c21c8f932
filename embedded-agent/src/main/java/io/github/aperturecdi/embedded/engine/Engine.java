package io.github.aperturecdi.embedded.engine;

import io.github.aperturecdi.embedded.engine.Stages.Candidate;
import io.github.aperturecdi.embedded.policy.Policy;
import io.github.aperturecdi.embedded.store.Sharing;
import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.flow.spi.CachedValues;
import io.github.aperturecdi.flow.spi.StoreFailure;
import io.github.aperturecdi.flow.spi.Ticker;
import java.util.ArrayList;
import java.util.HashMap;
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
    private final AgentCache cache;
    private final WaitingRoom room;
    private final @Nullable StoreLink link;
    private final FlowCache flowCache;
    private volatile Components components;

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
        cache = new AgentCache(ticker);
        room = new WaitingRoom(settings, ticker, timer);
        link = sharing == null ? null : new StoreLink(sharing, ticker);
        flowCache =
                link == null ? new LocalFlowCache(cache) : new SharedFlowCache(link, room, ticker);
        components = Components.of(policies, settings, room, ticker, link);
    }

    /**
     * The agent's cache. Policies use it in one case: a flow with a cached result asks no quota
     * scheduler.
     *
     * @return the cache, shared by all services of the agent
     */
    public FlowCache cache() {
        return flowCache;
    }

    /**
     * How many times flows of different label values were counted together, because a limiter had
     * as many values in use as it keeps apart.
     *
     * @return the number for all limiters since the engine was made
     */
    public long countedTogether() {
        return components.shares();
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
        return link != null || components.mayWait();
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
        Stages stages = components.at(controlPoint);
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

    long now() {
        return ticker.nanos();
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
     * Decides about one flow, or lets it wait. No thread is blocked while the flow waits.
     *
     * @param check the flow's check
     * @return the outcome, or the waiting flow
     */
    public Answer ask(FlowCheck check) {
        Stages stages = components.at(check.controlPoint());
        if (stages == null && check.rampMode()) {
            return Outcome.NO_RAMP;
        }
        if (stages == null && (link == null || !check.looksUp())) {
            return admitted(List.of(), check);
        }
        if (stages == null) {
            return schedule(check, Stages.NONE, List.of(), ticker.nanos());
        }
        long now = ticker.nanos();
        List<LimiterDecision> decisions = ask(stages.ramps(), check, List.of(), now);
        if (check.rampMode() && decisions.isEmpty()) {
            return Outcome.NO_RAMP;
        }
        if (!isDropped(decisions)) {
            decisions = ask(stages.samplers(), check, decisions, now);
        }
        if (link != null && !isDropped(decisions)) {
            Outcome outcome = decideWithoutAsking(check, stages, decisions, now);
            return outcome == null ? schedule(check, stages, decisions, now) : outcome;
        }
        if (!isDropped(decisions)) {
            decisions = ask(stages.limiters(), check, decisions, now);
        }
        if (isDropped(decisions)) {
            return rejected(decisions, 0, now, new Deliveries());
        }
        return stages.mayWait()
                ? schedule(check, stages, decisions, now)
                : admitted(decisions, check);
    }

    /**
     * Decides about a flow that needs no answer of the store: no limiter matches it, or a single
     * one that has tokens of the store in advance.
     *
     * @return the outcome; null if the store has to be asked
     */
    private @Nullable Outcome decideWithoutAsking(
            FlowCheck check, Stages stages, List<LimiterDecision> before, long now) {
        if (stages.mayWait() || check.looksUp()) {
            return null;
        }
        TokenLimiter<?> only = null;
        for (int i = 0; i < stages.limiters().size(); i++) {
            Candidate<TokenLimiter<?>> candidate = stages.limiters().get(i);
            if (candidate.matches(check.labels())) {
                if (only != null) {
                    return null;
                }
                only = candidate.component();
            }
        }
        if (only == null) {
            return admitted(before, check);
        }
        LimiterDecision decision = only.decideWithoutAsking(check.labels(), now);
        if (decision == null) {
            return null;
        }
        List<LimiterDecision> decisions = and(before, decision);
        return decision.dropped()
                ? rejected(decisions, 0, now, new Deliveries())
                : admitted(decisions, check);
    }

    /** Adds the decisions of one group of components to the earlier decisions. */
    private static List<LimiterDecision> ask(
            List<? extends Candidate<? extends Limiter>> group,
            FlowCheck check,
            List<LimiterDecision> before,
            long now) {
        List<LimiterDecision> decisions = before;
        // By index, to save most flows an iterator.
        for (int i = 0; i < group.size(); i++) {
            Candidate<? extends Limiter> candidate = group.get(i);
            if (candidate.matches(check.labels())) {
                decisions =
                        and(
                                decisions,
                                candidate
                                        .component()
                                        .decide(check.labels(), now, check.timeoutNanos()));
            }
        }
        return decisions;
    }

    private static boolean isDropped(List<LimiterDecision> decisions) {
        for (int i = 0; i < decisions.size(); i++) {
            if (decisions.get(i).dropped()) {
                return true;
            }
        }
        return false;
    }

    private Answer schedule(
            FlowCheck check, Stages stages, List<LimiterDecision> decisions, long now) {
        WaitingFlow flow = new WaitingFlow(this, check, stages, decisions, now);
        Deliveries deliveries = new Deliveries();
        flow.begin(link != null, now, deliveries);
        deliveries.deliver();
        Outcome outcome = flow.outcome();
        return outcome == null ? flow : outcome;
    }

    private Outcome admitted(List<LimiterDecision> decisions, FlowCheck check) {
        if (!check.looksUp()) {
            return decisions.isEmpty() ? Outcome.UNLIMITED : Outcome.admitted(decisions);
        }
        return Outcome.admitted(decisions).with(lookup(check));
    }

    /** Looks up all keys of a flow in the cache of this JVM. */
    private CachedValues lookup(FlowCheck check) {
        Map<String, CacheLookup> global = new HashMap<>();
        for (String key : check.globalKeys()) {
            global.put(key, cache.get(new CacheKey.Global(key)));
        }
        return new CachedValues(
                check.resultKey() == null ? CacheLookup.ABSENT : cache.get(check.resultKey()),
                Map.copyOf(global));
    }

    /** Looks up all keys of a flow that has passed the stages before quota schedulers. */
    void lookUp(WaitingFlow flow, FlowCheck check, Deliveries deliveries) {
        if (link == null) {
            flow.found(lookup(check), deliveries);
        } else {
            flow.looksUp(new Lookup(flow, check), flowCache, deliveries);
        }
    }

    boolean asksStore() {
        return link != null;
    }

    /** Rings an alarm at a time. */
    void ring(Alarm alarm, long at) {
        room.wake(alarm, at);
    }

    void drop(Alarm alarm) {
        room.drop(alarm);
    }

    /** Adds a decision to a list. Most flows match one limiter, and need no growable list. */
    private static List<LimiterDecision> and(
            List<LimiterDecision> decisions, LimiterDecision decision) {
        if (decisions.isEmpty()) {
            return List.of(decision);
        }
        List<LimiterDecision> more = decisions.size() == 1 ? new ArrayList<>(decisions) : decisions;
        more.add(decision);
        return more;
    }

    /**
     * Refuses a flow, and gives back all its tokens. Aperture's agent gives back only the tokens of
     * the last stage, and still reports them as taken.
     *
     * @param stage the index of the first decision of the last stage
     */
    Outcome rejected(List<LimiterDecision> decisions, int stage, long now, Deliveries deliveries) {
        if (!settings.faithful()) {
            return Outcome.rejected(reverted(decisions, now, deliveries));
        }
        giveBack(decisions.subList(stage, decisions.size()), now, deliveries);
        return Outcome.rejected(List.copyOf(decisions));
    }

    private List<LimiterDecision> reverted(
            List<LimiterDecision> decisions, long now, Deliveries deliveries) {
        giveBack(decisions, now, deliveries);
        List<LimiterDecision> reverted = new ArrayList<>(decisions.size());
        for (LimiterDecision decision : decisions) {
            reverted.add(decision.consumed() > 0 ? decision.reverted() : decision);
        }
        return reverted;
    }

    /** Gives back the tokens of a flow that does not run. */
    void giveBack(List<LimiterDecision> decisions, long now, Deliveries deliveries) {
        for (LimiterDecision decision : decisions) {
            Component component = components.get(decision.id());
            if (component != null && decision.consumed() > 0) {
                component.revert(decision, now, deliveries);
            }
        }
    }

    /**
     * Gives back all tokens of a flow that was admitted but does not run.
     *
     * @param outcome the flow's outcome
     */
    public void giveBack(Outcome outcome) {
        Deliveries deliveries = new Deliveries();
        giveBack(outcome.decisions(), ticker.nanos(), deliveries);
        deliveries.deliver();
    }

    /**
     * The key of the label by which a limiter counts.
     *
     * @param id the limiter
     * @return the label's key; null for a limiter that counts all flows together, or none
     */
    public @Nullable String countsBy(LimiterId id) {
        Component component = components.get(id);
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
        return components.weighingKeys();
    }

    /**
     * Enforces other policies from now on. Flows that are being decided keep the previous policies.
     * A component with the same policy name, place and {@code limit_by_label_key} as a previous one
     * takes over its counts. Only one thread at a time may call this method.
     *
     * @param policies the policies to enforce
     */
    public void replace(List<Policy> policies) {
        Components before = components;
        Components next = before.replacedBy(policies);
        components = next;
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
        Component component = components.get(id);
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
            link.close(components::close);
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
