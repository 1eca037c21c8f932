package io.github.aperturecdi.embedded.engine;

import io.github.aperturecdi.embedded.engine.Stages.Candidate;
import io.github.aperturecdi.embedded.policy.Policy;
import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.spi.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides about flows by policies; all faces of the agent ask it.
 *
 * <p>A flow asks in stages, as in Aperture's agent: samplers of ramps, other samplers, limiters,
 * concurrency schedulers, the cache of results, quota schedulers. Within a stage each component
 * says its word. When one drops the flow, the stages after it are not asked, and what others gave
 * is given back.
 *
 * <p>Safe for use by several threads. There is nothing to close: a thread is there only while flows
 * wait, and a few seconds longer.
 */
public final class Engine {

    /** What became of tokens that were given back. */
    public enum Returned {
        /** They were in flight, and are not any more. */
        RETURNED,
        /** They were not in flight: given back before, expired, or never handed out. */
        NOT_IN_FLIGHT,
        /** No limiter that hands out such tokens: another policy, or another version of it. */
        UNKNOWN_LIMITER
    }

    private final Ticker ticker;
    private final EngineSettings settings;
    private final AgentCache cache;
    private final WaitingRoom room;
    private volatile Components components;

    /**
     * Makes an engine with {@link EngineSettings#DEFAULT}.
     *
     * @param policies what it enforces
     * @param ticker the time
     */
    public Engine(List<Policy> policies, Ticker ticker) {
        this(policies, EngineSettings.DEFAULT, ticker);
    }

    /**
     * Makes an engine with a bound of the caller's.
     *
     * @param policies what it enforces
     * @param maxKeys see {@link EngineSettings#maxKeys}
     * @param ticker the time
     */
    public Engine(List<Policy> policies, int maxKeys, Ticker ticker) {
        this(policies, EngineSettings.DEFAULT.withMaxKeys(maxKeys), ticker);
    }

    /**
     * Makes an engine that wakes waiting flows by itself.
     *
     * @param policies what it enforces
     * @param settings how it decides
     * @param ticker the time
     */
    public Engine(List<Policy> policies, EngineSettings settings, Ticker ticker) {
        this(policies, settings, ticker, new SystemWakeTimer());
    }

    /**
     * Makes an engine. Everything is as if no flow had come before.
     *
     * @param policies what it enforces
     * @param settings how it decides
     * @param ticker the time
     * @param timer calls {@link #wake} when waiting flows are due
     */
    public Engine(List<Policy> policies, EngineSettings settings, Ticker ticker, WakeTimer timer) {
        this.ticker = ticker;
        this.settings = settings;
        cache = new AgentCache(ticker);
        room = new WaitingRoom(settings, ticker, timer);
        components = Components.of(policies, settings, room, ticker);
    }

    /**
     * The agent's cache. Policies look at it for one thing: a flow whose result is cached asks no
     * quota scheduler.
     *
     * @return the cache, one for every face of the agent
     */
    public AgentCache cache() {
        return cache;
    }

    /**
     * How many times flows were counted together with those of other label values, as a limiter had
     * as many values in use as it keeps apart.
     *
     * @return the number since the engine was made, of all limiters
     */
    public long countedTogether() {
        return components.shares();
    }

    /**
     * How many flows wait now; one that waits at several schedulers counts for each.
     *
     * @return the number
     */
    public long waiting() {
        return room.waiting();
    }

    /**
     * Whether flows may wait, at any control point.
     *
     * @return whether there is a scheduler
     */
    public boolean mayWait() {
        return components.mayWait();
    }

    /**
     * Whether flows may wait at a control point.
     *
     * @param controlPoint the control point
     * @return whether there is a scheduler
     */
    public boolean mayWait(String controlPoint) {
        Stages stages = components.at(controlPoint);
        return stages != null && stages.mayWait();
    }

    /**
     * Whether the engine does what Aperture's agent does, also where that is a bug.
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
     * Decides about one flow, at once: it waits for nothing.
     *
     * @param controlPoint where it asks
     * @param labels its labels
     * @return the decision, with everything that the limiters said
     */
    public Outcome decide(String controlPoint, Map<String, String> labels) {
        Answer answer = ask(new FlowCheck(controlPoint, labels, FlowCheck.NO_TIMEOUT));
        return answer instanceof WaitingFlow waiting ? waiting.atOnce() : (Outcome) answer;
    }

    /**
     * Decides about one flow, or lets it wait.
     *
     * @param check what the flow asks
     * @return the outcome, or the flow that waits for it; no thread does
     */
    public Answer ask(FlowCheck check) {
        Stages stages = components.at(check.controlPoint());
        if (stages == null) {
            return check.rampMode() ? Outcome.NO_RAMP : admitted(List.of(), check);
        }
        long now = ticker.nanos();
        List<LimiterDecision> decisions = ask(stages.ramps(), check, List.of(), now);
        if (check.rampMode() && decisions.isEmpty()) {
            return Outcome.NO_RAMP;
        }
        if (!isDropped(decisions)) {
            decisions = ask(stages.samplers(), check, decisions, now);
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

    /** The decisions so far, with those of one group of components. */
    private static List<LimiterDecision> ask(
            List<Candidate<Limiter>> group,
            FlowCheck check,
            List<LimiterDecision> before,
            long now) {
        List<LimiterDecision> decisions = before;
        // By index: most flows come by here, and need no iterator.
        for (int i = 0; i < group.size(); i++) {
            Candidate<Limiter> candidate = group.get(i);
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
        flow.enter(stages.concurrency(), now, deliveries);
        deliveries.deliver();
        Outcome outcome = flow.outcome();
        return outcome == null ? flow : outcome;
    }

    private Outcome admitted(List<LimiterDecision> decisions, FlowCheck check) {
        if (decisions.isEmpty() && check.resultKey() == null) {
            return Outcome.UNLIMITED;
        }
        Outcome outcome = Outcome.admitted(decisions);
        return check.resultKey() == null ? outcome : outcome.with(lookup(check));
    }

    @Nullable CacheLookup lookup(FlowCheck check) {
        return check.resultKey() == null ? null : cache.get(check.resultKey());
    }

    /** Most flows match one limiter: no list that could grow is made for it. */
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
     * The refusal of a flow, which gets nothing. Aperture's agent gives back what the last stage
     * gave, and tells of it as if it had not.
     *
     * @param stage where the decisions of the last stage begin
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

    /** Gives back what a flow has got that does not run. */
    void giveBack(List<LimiterDecision> decisions, long now, Deliveries deliveries) {
        for (LimiterDecision decision : decisions) {
            Component component = components.get(decision.id());
            if (component != null && decision.consumed() > 0) {
                component.revert(decision, now, deliveries);
            }
        }
    }

    /**
     * Gives back everything that a flow got, as it does not run after all.
     *
     * @param outcome what the flow got
     */
    public void giveBack(Outcome outcome) {
        Deliveries deliveries = new Deliveries();
        giveBack(outcome.decisions(), ticker.nanos(), deliveries);
        deliveries.deliver();
    }

    /**
     * By which label a limiter counts.
     *
     * @param id the limiter
     * @return the label's key; null for one that makes no difference between flows, or counts none
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
     * The labels by which flows are weighed: their tokens, priorities, workloads and fairness.
     *
     * @return their keys
     */
    public Set<String> tokenKeys() {
        return components.weighingKeys();
    }

    /**
     * Enforces other policies from now on. Flows that are being decided keep those before. A
     * component with the same policy name, place and {@code limit_by_label_key} goes on with what
     * was counted.
     *
     * @param policies what it enforces; one caller at a time
     */
    public void replace(List<Policy> policies) {
        Components next = components.replacedBy(policies);
        components = next;
        Deliveries deliveries = new Deliveries();
        next.takeOver(deliveries);
        deliveries.deliver();
    }

    /**
     * Gives tokens in flight back.
     *
     * @param id the limiter that handed them out
     * @param label what they were counted under
     * @param requestId the name of the admission
     * @return what became of them
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

    /** Serves the waiting flows that are due. Whoever moves the engine's clock by hand calls it. */
    public void wake() {
        room.wake();
    }

    /**
     * When {@link #wake} has something to do, unless something happens before.
     *
     * @return nanoseconds from now, 0 for at once; {@link Long#MAX_VALUE} while nothing waits for a
     *     time
     */
    public long untilNextWake() {
        return room.untilNextWake();
    }
}
