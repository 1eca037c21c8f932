package io.github.aperturecdi.embedded.simulation;

import io.github.aperturecdi.embedded.internal.engine.Limits;
import io.github.aperturecdi.embedded.internal.policy.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The schedulers of a simulation: a quota, places, or places with a quota behind them.
 *
 * @param quota null for none
 * @param places null for none
 * @param tiers the workloads whose flows wait as long as their callers
 * @param hasty a workload whose flows wait for a short time or not at all; null for none
 * @param shops how many label values are limited separately
 */
record Setting(Quota quota, Places places, List<Tier> tiers, Tier hasty, int shops) {

    static final long MILLIS = 1_000_000;
    static final long SECOND = 1_000_000_000;

    record Quota(double capacity, double fill, long interval, boolean steps, boolean delayed) {

        double perSecond() {
            return fill * SECOND / interval;
        }
    }

    record Places(int number, long maxInflight, boolean mayExpire) {}

    /**
     * A workload.
     *
     * @param users how many fairness labels its flows have
     * @param queueTimeout in nanoseconds; negative for none
     */
    record Tier(String name, double priority, int tokens, int users, long queueTimeout) {}

    static Setting draw(Random random) {
        int kind = random.nextInt(3);
        boolean both = kind == 2;
        Quota quota =
                kind == 1
                        ? null
                        : new Quota(
                                3 + random.nextInt(18),
                                1 + random.nextInt(50),
                                (10 + random.nextInt(991)) * MILLIS,
                                !both && random.nextInt(4) == 0,
                                !both && random.nextInt(8) == 0);
        boolean mayExpire = !both && random.nextInt(3) == 0;
        Places places =
                kind == 0
                        ? null
                        : new Places(
                                1 + random.nextInt(both ? 3 : 16),
                                mayExpire ? (200 + random.nextInt(2_000)) * MILLIS : 3_600 * SECOND,
                                mayExpire);
        int mostTokens = random.nextBoolean() ? 1 : 3;
        List<Tier> tiers = new ArrayList<>();
        int number = 1 + random.nextInt(3);
        for (int i = 0; i < number; i++) {
            double priority = random.nextInt(4) == 0 ? 0.5 : 1 + random.nextInt(5);
            tiers.add(
                    new Tier(
                            "t" + i,
                            priority,
                            1 + random.nextInt(mostTokens),
                            1 + random.nextInt(3),
                            -1));
        }
        long timeout = random.nextBoolean() ? 0 : (1 + random.nextInt(500)) * MILLIS;
        Tier hasty = random.nextBoolean() ? null : new Tier("hasty", 2, 1, 1, timeout);
        return new Setting(quota, places, tiers, hasty, 1 + random.nextInt(2));
    }

    private List<Tier> withHasty() {
        List<Tier> all = new ArrayList<>(tiers);
        all.add(hasty);
        return all;
    }

    Policy policy() {
        Limits limits = Limits.of("simulated").by("shop").fairness("user").priority("priority");
        for (Tier tier : hasty == null ? tiers : withHasty()) {
            Duration timeout =
                    tier.queueTimeout() < 0 ? null : Duration.ofNanos(tier.queueTimeout());
            limits.workload(tier.name(), tier.priority(), tier.tokens(), timeout);
        }
        if (quota != null && quota.steps()) {
            limits.discrete();
        }
        if (quota != null && quota.delayed()) {
            limits.delayed();
        }
        if (places != null) {
            limits.places(places.number(), Duration.ofNanos(places.maxInflight()));
        }
        if (quota != null) {
            limits.quota(quota.capacity(), quota.fill(), Duration.ofNanos(quota.interval()));
        }
        return limits.policy();
    }

    int mostTokens() {
        return tiers.stream().mapToInt(Tier::tokens).max().orElseThrow();
    }

    /** How many tokens a second a shop admits at most, if each is held for a time. */
    double tokensPerSecond(double hold) {
        double byPlaces = places == null ? Double.MAX_VALUE : places.number() * SECOND / hold;
        return Math.min(byPlaces, quota == null ? Double.MAX_VALUE : quota.perSecond());
    }

    /** How many callers may be admitted at one instant. */
    int mostAtOnce() {
        double steps = quota != null && quota.steps() ? quota.capacity() + 1 : 0;
        return (int) steps + (places == null ? 0 : places.number());
    }

    /**
     * How many callers are between the two schedulers, where the first one has put them in order.
     */
    int callersBetween() {
        return places == null || quota == null ? 0 : places.number();
    }

    int lines() {
        return tiers.stream().mapToInt(Tier::users).sum();
    }

    double smallestShare() {
        return tiers.stream().mapToDouble(this::share).min().orElseThrow();
    }

    /** The share of each line of a workload, while all of them have flows that wait. */
    double share(Tier tier) {
        double all = tiers.stream().mapToDouble(Tier::priority).sum();
        return tier.priority() / all / tier.users();
    }
}
