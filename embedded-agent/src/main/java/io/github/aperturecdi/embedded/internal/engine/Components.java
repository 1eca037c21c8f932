package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.internal.policy.ConcurrencyLimiterSpec;
import io.github.aperturecdi.embedded.internal.policy.ConcurrencySchedulerSpec;
import io.github.aperturecdi.embedded.internal.policy.LabelMatcher;
import io.github.aperturecdi.embedded.internal.policy.LimiterSpec;
import io.github.aperturecdi.embedded.internal.policy.LoadRampSpec;
import io.github.aperturecdi.embedded.internal.policy.Policy;
import io.github.aperturecdi.embedded.internal.policy.QuotaSchedulerSpec;
import io.github.aperturecdi.embedded.internal.policy.RateLimiterSpec;
import io.github.aperturecdi.embedded.internal.policy.SamplerSpec;
import io.github.aperturecdi.embedded.internal.policy.SchedulerSpec;
import io.github.aperturecdi.embedded.internal.policy.Selector;
import io.github.aperturecdi.flow.spi.Ticker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The components of an engine's policies, by id and by control point. They are complete before the
 * first flow asks, and replaced as a whole when policies change.
 *
 * <p>A component whose policy has changed takes over the counts of its previous version. Running
 * flows hold decisions of previous versions, so a previous version is kept as long as a flow may
 * hold its tokens.
 */
final class Components {

    private final Map<LimiterId, Component> byId = new LinkedHashMap<>();

    private final RetiredComponents retired = new RetiredComponents();

    private final Map<String, Stages> byControlPoint = new HashMap<>();

    private final EngineSettings settings;
    private final WaitingRoom room;
    private final Ticker ticker;
    private final RequestIds requestIds;
    private final @Nullable StoreLink link;
    private final Set<String> weighingKeys = new HashSet<>();
    private boolean mayWait;
    private long sharesBefore;

    private Components(
            EngineSettings settings,
            WaitingRoom room,
            Ticker ticker,
            RequestIds requestIds,
            @Nullable StoreLink link) {
        this.settings = settings;
        this.room = room;
        this.ticker = ticker;
        this.requestIds = requestIds;
        this.link = link;
    }

    static Components of(
            List<Policy> policies,
            EngineSettings settings,
            WaitingRoom room,
            Ticker ticker,
            @Nullable StoreLink link) {
        Components components = new Components(settings, room, ticker, new RequestIds(), link);
        policies.forEach(policy -> components.add(policy, Map.of()));
        return components;
    }

    /** Makes the components of other policies, which replace these. */
    Components replacedBy(List<Policy> policies) {
        Components next = new Components(settings, room, ticker, requestIds, link);
        Map<List<String>, Component> newest = new HashMap<>();
        long now = ticker.nanos();
        next.retired.addRest(retired, now);
        next.retired.forEach(old -> newest.put(old.id().place(), old));
        byId.values()
                .forEach(
                        old -> {
                            next.retired.add(old, now);
                            newest.put(old.id().place(), old);
                        });
        policies.forEach(policy -> next.add(policy, newest));
        next.retired.remove(next.byId.keySet());
        next.retired.bound(byId.size());
        next.sharesBefore = Math.max(0, shares() - next.shares());
        return next;
    }

    /** Applies the new components to the counts of previous versions, and to waiting flows. */
    void takeOver(Deliveries deliveries) {
        byId.values().forEach(component -> component.takeOver(ticker.nanos(), deliveries));
    }

    /** Gives back what this instance has taken in advance from a store. */
    void close() {
        byId.values().forEach(Component::close);
    }

    @Nullable Component get(LimiterId id) {
        Component component = byId.get(id);
        return component != null ? component : retired.get(id);
    }

    /** How many times label values shared a state, including the times before the last change. */
    long shares() {
        return sharesBefore + byId.values().stream().mapToLong(Component::shares).sum();
    }

    /** The keys of the labels with tokens, priorities, workloads and fairness. */
    Set<String> weighingKeys() {
        return Collections.unmodifiableSet(weighingKeys);
    }

    @Nullable Stages at(String controlPoint) {
        return byControlPoint.get(controlPoint);
    }

    boolean mayWait() {
        return mayWait;
    }

    private void add(Policy policy, Map<List<String>, Component> before) {
        for (LimiterSpec spec : policy.limiters()) {
            LimiterId id = new LimiterId(policy.name(), policy.hash(), spec.scope().componentId());
            Component component = component(id, spec, before(id, before));
            byId.put(id, component);
            addWeighingKeys(spec);
            mayWait |= component instanceof Scheduler;
            matchers(spec)
                    .forEach(
                            (controlPoint, matchers) ->
                                    byControlPoint
                                            .computeIfAbsent(controlPoint, c -> new Stages())
                                            .add(component, spec, matchers));
        }
    }

    /**
     * The version whose counts a component takes over. A version that comes back takes over its own
     * counts, as flows wait and end under its id.
     */
    private @Nullable Component before(LimiterId id, Map<List<String>, Component> newest) {
        Component same = get(id);
        return same == null ? newest.get(id.place()) : same;
    }

    private void addWeighingKeys(LimiterSpec spec) {
        weighingKeys.add(spec.scope().tokensLabelKey());
        SchedulerSpec scheduler =
                spec instanceof QuotaSchedulerSpec quota
                        ? quota.scheduler()
                        : spec instanceof ConcurrencySchedulerSpec concurrency
                                ? concurrency.scheduler()
                                : SchedulerSpec.DEFAULT;
        weighingKeys.add(scheduler.priorityLabelKey());
        weighingKeys.add(scheduler.workloadLabelKey());
        weighingKeys.add(scheduler.fairnessLabelKey());
        weighingKeys.remove("");
    }

    private Component component(LimiterId id, LimiterSpec spec, @Nullable Component before) {
        if (spec instanceof RateLimiterSpec rate) {
            return new RateLimiter(id, rate, settings, ticker, link, room, before);
        }
        if (spec instanceof ConcurrencyLimiterSpec concurrency) {
            return new ConcurrencyLimiter(
                    id, concurrency, requestIds, settings, ticker, link, before);
        }
        if (spec instanceof QuotaSchedulerSpec quota) {
            return Scheduler.quota(id, quota, room, settings, ticker, link, before);
        }
        if (spec instanceof ConcurrencySchedulerSpec concurrency) {
            return Scheduler.concurrency(
                    id, concurrency, requestIds, room, settings, ticker, link, before);
        }
        if (spec instanceof LoadRampSpec ramp) {
            return sampler(id, ramp.sampler(), course(ramp, before));
        }
        SamplerSpec sampler = (SamplerSpec) spec;
        return sampler(id, sampler, now -> sampler.acceptPercentage());
    }

    /** The course of a ramp. An unchanged ramp continues its course. */
    private RampCourse course(LoadRampSpec ramp, @Nullable Component before) {
        RampCourse course = new RampCourse(ramp, settings.faithful(), ticker.nanos());
        return before instanceof Sampler sampler
                        && sampler.percentage() instanceof RampCourse old
                        && old.isAs(course)
                ? old
                : course;
    }

    private Sampler sampler(LimiterId id, SamplerSpec spec, LongToDoubleFunction percentage) {
        return new Sampler(
                id,
                spec,
                percentage,
                () -> ThreadLocalRandom.current().nextDouble(),
                settings.faithful());
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
}
