package io.github.aperturecdi.embedded.simulation;

import io.github.aperturecdi.embedded.internal.engine.Limits;
import io.github.aperturecdi.embedded.internal.policy.Policy;
import io.github.aperturecdi.embedded.simulation.Setting.Places;
import io.github.aperturecdi.embedded.simulation.Setting.Quota;
import io.github.aperturecdi.embedded.store.Counter;
import io.github.aperturecdi.embedded.store.Faults;
import io.github.aperturecdi.flow.spi.StoreFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Several instances with one policy and one store.
 *
 * @param quota how all buckets are filled
 * @param places the bound of all tokens in flight
 * @param kinds the components of the policy, in the order in which they are asked
 * @param instances how many there are
 * @param shops how many label values are limited separately
 * @param mostTokens the most tokens of a flow
 * @param syncs how often lazy sync takes tokens per interval; 0 for none
 * @param patience how long the instances wait for answers of the store, in nanoseconds
 * @param weather what goes wrong between the instances and the store
 * @param onFailure what the instances do without the store
 */
record SharedSetting(
        Quota quota,
        Places places,
        List<Kind> kinds,
        int instances,
        int shops,
        int mostTokens,
        int syncs,
        long patience,
        Weather weather,
        StoreFailure onFailure) {

    enum Kind {
        RATE,
        CONCURRENCY,
        PLACES,
        QUOTA;

        boolean isBucket() {
            return this == RATE || this == QUOTA;
        }
    }

    enum Weather {
        /** Answers take a time. */
        CLEAR,
        /** Answers are late, lost, or errors, and so are messages. */
        FAULTY,
        /** One instance ends without giving anything back. */
        CRASH,
        /** The store is away, or does nothing, for some time. */
        OUTAGES,
        /** The same, and it loses its data. */
        LOSSES
    }

    static final long MILLIS = Setting.MILLIS;

    /** The longest usual time of one way. */
    static final long WAY = 5 * MILLIS;

    static SharedSetting draw(Random random) {
        boolean mayExpire = random.nextInt(3) == 0;
        Quota quota =
                new Quota(
                        3 + random.nextInt(18),
                        1 + random.nextInt(50),
                        (10 + random.nextInt(991)) * MILLIS,
                        random.nextInt(4) == 0,
                        random.nextInt(8) == 0);
        Places places =
                new Places(
                        1 + random.nextInt(8),
                        mayExpire ? (500 + random.nextInt(2_000)) * MILLIS : 60 * Setting.SECOND,
                        mayExpire);
        List<Kind> kinds = new ArrayList<>();
        if (random.nextInt(3) > 0) {
            kinds.add(Kind.values()[random.nextInt(Kind.values().length)]);
        } else {
            for (Kind kind : Kind.values()) {
                if (random.nextBoolean() || kind == Kind.RATE) {
                    kinds.add(kind);
                }
            }
        }
        return new SharedSetting(
                quota,
                places,
                kinds,
                2 + random.nextInt(4),
                1 + random.nextInt(2),
                random.nextBoolean() ? 1 : 3,
                random.nextInt(2) * random.nextInt(6),
                (100 + random.nextInt(400)) * MILLIS,
                Weather.values()[random.nextInt(Weather.values().length)],
                StoreFailure.values()[random.nextInt(StoreFailure.values().length)]);
    }

    Policy policy() {
        Limits limits = Limits.of("simulated").by("shop").tokens("cost");
        if (quota.steps()) {
            limits.discrete();
        }
        if (quota.delayed()) {
            limits.delayed();
        }
        for (Kind kind : kinds) {
            Duration interval = Duration.ofNanos(quota.interval());
            Duration maxInflight = Duration.ofNanos(places.maxInflight());
            switch (kind) {
                case RATE -> limits.lazyRate(quota.capacity(), quota.fill(), interval, syncs);
                case CONCURRENCY -> limits.concurrency(places.number(), maxInflight);
                case PLACES -> limits.places(places.number(), maxInflight);
                case QUOTA -> limits.quota(quota.capacity(), quota.fill(), interval);
            }
        }
        return limits.policy();
    }

    Counter counter(Kind kind, int shop) {
        return new Counter("simulated", "root." + kinds.indexOf(kind), "shop:s" + shop);
    }

    /** What goes wrong while the store is there. */
    Faults faults(Random random) {
        return weather != Weather.FAULTY
                ? Faults.latency(0, WAY)
                : new Faults(
                        0,
                        WAY,
                        random.nextInt(3) * 0.02,
                        2 * Setting.SECOND,
                        random.nextInt(3) * 0.03,
                        random.nextInt(3) * 0.03,
                        random.nextInt(3) * 0.03,
                        random.nextInt(3) * 0.2);
    }

    /** Whether the store counts every flow that is admitted, whatever goes wrong. */
    boolean isAlwaysCounted() {
        return weather == Weather.CLEAR
                || weather == Weather.CRASH
                || onFailure == StoreFailure.REJECT;
    }
}
