package io.github.aperturecdi.embedded.engine;

import io.github.aperturecdi.embedded.policy.ConcurrencyLimiterSpec;
import io.github.aperturecdi.embedded.policy.LimiterSpec;
import io.github.aperturecdi.embedded.policy.Policy;
import io.github.aperturecdi.embedded.policy.RateLimiterSpec;
import io.github.aperturecdi.embedded.policy.Selector;
import io.github.aperturecdi.flow.spi.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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

    public Limits concurrency(double max, Duration maxInflight) {
        limiters.add(new ConcurrencyLimiterSpec(scope(), max, maxInflight, maxIdle));
        return this;
    }

    private LimiterSpec.Scope scope() {
        return new LimiterSpec.Scope(
                "root." + limiters.size(), selectors, limitBy, tokensKey, status, passThrough);
    }

    public Policy policy() {
        return new Policy(policy, policy + "-hash", policy + ".yaml", List.copyOf(limiters));
    }

    public Engine engine(Ticker ticker) {
        return new Engine(List.of(policy()), ticker);
    }
}
