package io.github.aperturecdi.embedded.engine;

import io.github.aperturecdi.embedded.policy.ConcurrencyLimiterSpec;
import io.github.aperturecdi.embedded.policy.ConcurrencySchedulerSpec;
import io.github.aperturecdi.embedded.policy.LabelMatcher;
import io.github.aperturecdi.embedded.policy.LimiterSpec;
import io.github.aperturecdi.embedded.policy.LoadRampSpec;
import io.github.aperturecdi.embedded.policy.Policy;
import io.github.aperturecdi.embedded.policy.QuotaSchedulerSpec;
import io.github.aperturecdi.embedded.policy.RateLimiterSpec;
import io.github.aperturecdi.embedded.policy.SamplerSpec;
import io.github.aperturecdi.embedded.policy.Selector;
import io.github.aperturecdi.flow.Ticker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The components of an engine's policies, by their names and by control points. */
final class Components {

    private final Map<LimiterId, Component> byId = new LinkedHashMap<>();
    private final Map<String, Stages> byControlPoint = new HashMap<>();

    private final EngineSettings settings;
    private final WaitingRoom room;
    private final Ticker ticker;
    private final RequestIds requestIds = new RequestIds();

    private Components(EngineSettings settings, WaitingRoom room, Ticker ticker) {
        this.settings = settings;
        this.room = room;
        this.ticker = ticker;
    }

    static Components of(
            List<Policy> policies, EngineSettings settings, WaitingRoom room, Ticker ticker) {
        Components components = new Components(settings, room, ticker);
        policies.forEach(components::add);
        return components;
    }

    @Nullable Component get(LimiterId id) {
        return byId.get(id);
    }

    Stream<Component> all() {
        return byId.values().stream();
    }

    @Nullable Stages at(String controlPoint) {
        return byControlPoint.get(controlPoint);
    }

    boolean mayWait() {
        return byControlPoint.values().stream().anyMatch(Stages::mayWait);
    }

    private void add(Policy policy) {
        for (LimiterSpec spec : policy.limiters()) {
            LimiterId id = new LimiterId(policy.name(), policy.hash(), spec.scope().componentId());
            Component component = component(id, spec);
            byId.put(id, component);
            matchers(spec)
                    .forEach(
                            (controlPoint, matchers) ->
                                    byControlPoint
                                            .computeIfAbsent(controlPoint, c -> new Stages())
                                            .add(component, spec, matchers));
        }
    }

    private Component component(LimiterId id, LimiterSpec spec) {
        if (spec instanceof RateLimiterSpec rate) {
            return new RateLimiter(id, rate, settings, ticker);
        }
        if (spec instanceof ConcurrencyLimiterSpec concurrency) {
            return new ConcurrencyLimiter(id, concurrency, requestIds, settings, ticker);
        }
        if (spec instanceof QuotaSchedulerSpec quota) {
            return Scheduler.quota(id, quota, room, settings, ticker);
        }
        if (spec instanceof ConcurrencySchedulerSpec concurrency) {
            return Scheduler.concurrency(id, concurrency, requestIds, room, settings, ticker);
        }
        if (spec instanceof LoadRampSpec ramp) {
            return sampler(
                    id, ramp.sampler(), new RampCourse(ramp, settings.faithful(), ticker.nanos()));
        }
        SamplerSpec sampler = (SamplerSpec) spec;
        return sampler(id, sampler, now -> sampler.acceptPercentage());
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
