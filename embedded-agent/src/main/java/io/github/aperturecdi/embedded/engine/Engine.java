package io.github.aperturecdi.embedded.engine;

import io.github.aperturecdi.embedded.policy.ConcurrencyLimiterSpec;
import io.github.aperturecdi.embedded.policy.LabelMatcher;
import io.github.aperturecdi.embedded.policy.LimiterSpec;
import io.github.aperturecdi.embedded.policy.Policy;
import io.github.aperturecdi.embedded.policy.RateLimiterSpec;
import io.github.aperturecdi.embedded.policy.Selector;
import io.github.aperturecdi.flow.EmbeddedAgentProvider;
import io.github.aperturecdi.flow.Ticker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides about flows by policies; both faces of the agent ask it.
 *
 * <p>All limiters that a flow matches are one stage, as in Aperture's agent: each says its word,
 * and when one drops the flow, what the others took is given back. Safe for use by several threads.
 * Holds no thread and nothing to close.
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

    /** A limiter behind one of its selectors' control points. */
    private record Candidate(Limiter limiter, List<LabelMatcher> matchers) {

        boolean matches(Map<String, String> labels) {
            for (int i = 0; i < matchers.size(); i++) {
                if (matchers.get(i).matches(labels)) {
                    return true;
                }
            }
            return false;
        }
    }

    private final Ticker ticker;
    private final int maxKeys;
    private final AgentCache cache;
    private final Map<LimiterId, Limiter> limiters = new LinkedHashMap<>();
    private final Map<String, Candidate[]> byControlPoint = new HashMap<>();

    /**
     * Makes an engine with {@link EmbeddedAgentProvider#DEFAULT_MAX_KEYS}.
     *
     * @param policies what it enforces
     * @param ticker the time
     */
    public Engine(List<Policy> policies, Ticker ticker) {
        this(policies, EmbeddedAgentProvider.DEFAULT_MAX_KEYS, ticker);
    }

    /**
     * Makes an engine. Everything is as if no flow had come before.
     *
     * @param policies what it enforces
     * @param maxKeys how many label values each limiter keeps apart, positive; when as many are in
     *     use, new ones are limited together
     * @param ticker the time
     */
    public Engine(List<Policy> policies, int maxKeys, Ticker ticker) {
        this.ticker = ticker;
        this.maxKeys = maxKeys;
        cache = new AgentCache(ticker);
        RequestIds requestIds = new RequestIds();
        Map<String, List<Candidate>> candidates = new HashMap<>();
        for (Policy policy : policies) {
            for (LimiterSpec spec : policy.limiters()) {
                Limiter limiter = limiter(policy, spec, requestIds);
                limiters.put(limiter.id(), limiter);
                matchers(spec)
                        .forEach(
                                (controlPoint, matchers) ->
                                        candidates
                                                .computeIfAbsent(
                                                        controlPoint, c -> new ArrayList<>())
                                                .add(new Candidate(limiter, matchers)));
            }
        }
        candidates.forEach(
                (controlPoint, some) ->
                        byControlPoint.put(controlPoint, some.toArray(Candidate[]::new)));
    }

    private Limiter limiter(Policy policy, LimiterSpec spec, RequestIds requestIds) {
        LimiterId id = new LimiterId(policy.name(), policy.hash(), spec.scope().componentId());
        if (spec instanceof RateLimiterSpec rate) {
            return new RateLimiter(id, rate, maxKeys, ticker);
        }
        return new ConcurrencyLimiter(
                id, (ConcurrencyLimiterSpec) spec, requestIds, maxKeys, ticker);
    }

    private static Map<String, List<LabelMatcher>> matchers(LimiterSpec spec) {
        Map<String, List<LabelMatcher>> matchers = new LinkedHashMap<>();
        for (Selector selector : spec.scope().selectors()) {
            if (selector.service().equals(Selector.ANY_SERVICE)) {
                matchers.computeIfAbsent(selector.controlPoint(), c -> new ArrayList<>())
                        .add(selector.labels());
            }
        }
        return matchers;
    }

    /**
     * The agent's cache. It has no say in any decision: who looks something up for a flow does so
     * once the flow is admitted.
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
        return limiters.values().stream().mapToLong(Limiter::shares).sum();
    }

    /**
     * Decides about one flow, at once.
     *
     * @param controlPoint where it asks
     * @param labels its labels
     * @return the decision, with everything that the limiters said
     */
    public Outcome decide(String controlPoint, Map<String, String> labels) {
        Candidate[] candidates = byControlPoint.get(controlPoint);
        if (candidates == null) {
            return Outcome.UNLIMITED;
        }
        long now = ticker.nanos();
        List<LimiterDecision> decisions = List.of();
        boolean dropped = false;
        for (Candidate candidate : candidates) {
            if (candidate.matches(labels)) {
                LimiterDecision decision = candidate.limiter().decide(labels, now);
                dropped |= decision.dropped();
                decisions = and(decisions, decision);
            }
        }
        return dropped ? Outcome.rejected(reverted(decisions, now)) : Outcome.admitted(decisions);
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

    private List<LimiterDecision> reverted(List<LimiterDecision> decisions, long now) {
        List<LimiterDecision> reverted = new ArrayList<>(decisions.size());
        for (LimiterDecision decision : decisions) {
            if (decision.consumed() > 0) {
                limiters.get(decision.id()).revert(decision, now);
                reverted.add(decision.reverted());
            } else {
                reverted.add(decision);
            }
        }
        return reverted;
    }

    /**
     * By which label a limiter counts.
     *
     * @param id the limiter
     * @return the label's key; null for one that makes no difference between flows, or counts none
     */
    public @Nullable String countsBy(LimiterId id) {
        Limiter limiter = limiters.get(id);
        if (limiter == null || limiter.scope().passThrough()) {
            return null;
        }
        String key = limiter.scope().limitByLabelKey();
        return key.isEmpty() ? null : key;
    }

    /**
     * The labels whose values are numbers of tokens.
     *
     * @return their keys
     */
    public Set<String> tokenKeys() {
        return limiters.values().stream()
                .map(limiter -> limiter.scope().tokensLabelKey())
                .filter(key -> !key.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
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
        if (!(limiters.get(id) instanceof ConcurrencyLimiter limiter)) {
            return Returned.UNKNOWN_LIMITER;
        }
        return limiter.end(label, requestId, ticker.nanos())
                ? Returned.RETURNED
                : Returned.NOT_IN_FLIGHT;
    }
}
