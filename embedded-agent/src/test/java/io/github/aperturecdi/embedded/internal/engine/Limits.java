package io.github.aperturecdi.embedded.internal.engine;

import io.github.aperturecdi.embedded.internal.policy.ConcurrencyLimiterSpec;
import io.github.aperturecdi.embedded.internal.policy.ConcurrencySchedulerSpec;
import io.github.aperturecdi.embedded.internal.policy.LimiterSpec;
import io.github.aperturecdi.embedded.internal.policy.LoadRampSpec;
import io.github.aperturecdi.embedded.internal.policy.LoadRampSpec.Step;
import io.github.aperturecdi.embedded.internal.policy.Policy;
import io.github.aperturecdi.embedded.internal.policy.QuotaSchedulerSpec;
import io.github.aperturecdi.embedded.internal.policy.RateLimiterSpec;
import io.github.aperturecdi.embedded.internal.policy.SamplerSpec;
import io.github.aperturecdi.embedded.internal.policy.SchedulerSpec;
import io.github.aperturecdi.embedded.internal.policy.SchedulerSpec.Workload;
import io.github.aperturecdi.embedded.internal.policy.SchedulerSpec.WorkloadParameters;
import io.github.aperturecdi.embedded.internal.policy.Selector;
import io.github.aperturecdi.flow.spi.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Policies for tests, written as shortly as they are thought. */
public final class Limits {

    private final String policy;
    private final List<LimiterSpec> limiters = new ArrayList<>();
    private List<Selector> selectors = List.of(new Selector("checkout", "any", Map.of()));
    private String limitBy = "";
    private String tokensKey = "";
    private int status;
    private boolean passThrough;
    private Duration maxIdle = Duration.ofHours(2);
    private boolean continuous = true;
    private boolean delayed;
    private final List<Workload> workloads = new ArrayList<>();
    private WorkloadParameters defaultWorkload = WorkloadParameters.DEFAULT;
    private String priorityKey = "";
    private String workloadKey = "";
    private String fairnessKey = "";
    private String sessionKey = "";
    private boolean rampMode;
    private Set<String> passing = Set.of();

    private Limits(String policy) {
        this.policy = policy;
    }

    /** A policy; what is set applies to the limiters that follow. */
    public static Limits of(String policy) {
        return new Limits(policy);
    }

    public Limits by(String label) {
        limitBy = label;
        return this;
    }

    public Limits tokens(String label) {
        tokensKey = label;
        return this;
    }

    public Limits status(int code) {
        status = code;
        return this;
    }

    public Limits passThrough() {
        passThrough = true;
        return this;
    }

    public Limits maxIdle(Duration time) {
        maxIdle = time;
        return this;
    }

    public Limits discrete() {
        continuous = false;
        return this;
    }

    public Limits delayed() {
        delayed = true;
        return this;
    }

    public Limits selecting(Selector... some) {
        selectors = List.of(some);
        return this;
    }

    public Limits rate(double capacity, double fill, Duration interval) {
        limiters.add(
                new RateLimiterSpec(
                        scope(), capacity, fill, interval, continuous, delayed, maxIdle));
        return this;
    }

    /** A rate limiter with lazy sync. */
    public Limits lazyRate(double capacity, double fill, Duration interval, int syncs) {
        limiters.add(
                new RateLimiterSpec(
                        scope(), capacity, fill, interval, continuous, delayed, maxIdle, syncs));
        return this;
    }

    public Limits concurrency(double max, Duration maxInflight) {
        limiters.add(new ConcurrencyLimiterSpec(scope(), max, maxInflight, maxIdle));
        return this;
    }

    /** A workload of the schedulers that follow: flows whose label {@code tier} is its name. */
    public Limits workload(String name, double priority) {
        return workload(name, priority, 1, null);
    }

    public Limits workload(String name, double priority, double tokens, Duration queueTimeout) {
        workloads.add(
                new Workload(
                        name,
                        labels -> name.equals(labels.get("tier")),
                        new WorkloadParameters(priority, tokens, queueTimeout)));
        return this;
    }

    public Limits queueTimeout(Duration time) {
        defaultWorkload = new WorkloadParameters(1, 1, time);
        return this;
    }

    public Limits priority(String label) {
        priorityKey = label;
        return this;
    }

    public Limits workloadBy(String label) {
        workloadKey = label;
        return this;
    }

    public Limits fairness(String label) {
        fairnessKey = label;
        return this;
    }

    private SchedulerSpec scheduler() {
        return new SchedulerSpec(
                List.copyOf(workloads),
                defaultWorkload,
                priorityKey,
                workloadKey,
                fairnessKey,
                SchedulerSpec.DEFAULT_DECISION_DEADLINE_MARGIN);
    }

    public Limits quota(double capacity, double fill, Duration interval) {
        limiters.add(
                new QuotaSchedulerSpec(
                        new RateLimiterSpec(
                                scope(), capacity, fill, interval, continuous, delayed, maxIdle),
                        scheduler()));
        return this;
    }

    public Limits places(double max, Duration maxInflight) {
        limiters.add(
                new ConcurrencySchedulerSpec(
                        new ConcurrencyLimiterSpec(scope(), max, maxInflight, maxIdle),
                        scheduler()));
        return this;
    }

    public Limits session(String label) {
        sessionKey = label;
        return this;
    }

    public Limits rampMode() {
        rampMode = true;
        return this;
    }

    public Limits passing(String... values) {
        passing = Set.of(values);
        return this;
    }

    public Limits sample(double percentage) {
        limiters.add(sampler(percentage));
        return this;
    }

    private SamplerSpec sampler(double percentage) {
        return new SamplerSpec(scope(), percentage, sessionKey, rampMode, passing);
    }

    public Limits ramp(boolean forward, boolean backward, boolean reset, Step... steps) {
        limiters.add(
                new LoadRampSpec(
                        sampler(0),
                        List.of(steps),
                        forward,
                        backward,
                        reset,
                        Duration.ofSeconds(1)));
        return this;
    }

    private LimiterSpec.Scope scope() {
        return new LimiterSpec.Scope(
                "root." + limiters.size(), selectors, limitBy, tokensKey, status, passThrough);
    }

    public Policy policy() {
        return new Policy(policy, policy + "-hash", policy + ".yaml", List.copyOf(limiters));
    }

    /** Flows that wait are woken by hand. */
    public Engine engine(EngineSettings settings, Ticker ticker) {
        return new Engine(List.of(policy()), settings, ticker, WakeTimer.BY_HAND);
    }

    public Engine engine(Ticker ticker) {
        return new Engine(List.of(policy()), ticker);
    }
}
