package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.internal.engine.Stages.Candidate;
import io.github.aperturecdi.flow.CacheLookup;
import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.flow.spi.CachedValues;
import io.github.aperturecdi.flow.spi.Ticker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The stages of an {@link Engine}. Ramps and samplers decide here, and limiters if there is no
 * store. A flow that may have to wait for the rest becomes a {@link WaitingFlow}.
 */
final class Decider {

    private final EngineSettings settings;
    private final Ticker ticker;
    private final WaitingRoom room;
    private final @Nullable StoreLink link;
    private final AgentCache cache;
    private final FlowCache flowCache;
    private volatile Components components;

    Decider(
            Components components,
            EngineSettings settings,
            Ticker ticker,
            WaitingRoom room,
            @Nullable StoreLink link,
            AgentCache cache,
            FlowCache flowCache) {
        this.components = components;
        this.settings = settings;
        this.ticker = ticker;
        this.room = room;
        this.link = link;
        this.cache = cache;
        this.flowCache = flowCache;
    }

    /** The components of the current policies. */
    Components components() {
        return components;
    }

    void replace(Components next) {
        components = next;
    }

    long now() {
        return ticker.nanos();
    }

    /** See {@link Engine#admits}. */
    boolean admits(String controlPoint, Map<String, String> labels) {
        Stages stages = link == null ? components.at(controlPoint) : null;
        Candidate<TokenLimiter<?>> only = stages == null ? null : stages.only();
        return only != null && only.matches(labels) && only.component().admits(labels, now());
    }

    /** Decides about one flow, or lets it wait. */
    Answer ask(FlowCheck check) {
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
            reverted.add(decision.reverted());
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

    /** Gives back all tokens of a flow that was admitted but does not run. */
    void giveBack(Outcome outcome) {
        Deliveries deliveries = new Deliveries();
        giveBack(outcome.decisions(), ticker.nanos(), deliveries);
        deliveries.deliver();
    }
}
