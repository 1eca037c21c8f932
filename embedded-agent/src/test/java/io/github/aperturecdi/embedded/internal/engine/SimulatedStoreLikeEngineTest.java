package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.embedded.internal.engine.TokenBucket.Filling;
import io.github.aperturecdi.embedded.store.Bucket;
import io.github.aperturecdi.embedded.store.Counter;
import io.github.aperturecdi.embedded.store.PlaceLimit;
import io.github.aperturecdi.embedded.store.Places;
import io.github.aperturecdi.embedded.store.SimulatedServer;
import io.github.aperturecdi.embedded.store.SimulatedStore;
import io.github.aperturecdi.embedded.store.Tokens;
import io.github.aperturecdi.embedded.store.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * The simulated store beside the engine's own counts: random operations at random times have the
 * same results, to the last bit. The repetition is the seed.
 */
class SimulatedStoreLikeEngineTest {

    private static final int STEPS = 300;
    private static final Counter COUNTER = new Counter("p", "root.0", "default");

    private final VirtualTime time = new VirtualTime();
    private final SimulatedServer server = new SimulatedServer(time, new Random(0));
    private final SimulatedStore store = server.connect();

    private <T> T answer(CompletionStage<T> stage) {
        time.pass(0);
        return stage.toCompletableFuture().join();
    }

    private static Supplier<String> at(int seed, int step, Object setting) {
        return () -> "seed %d, step %d, %s".formatted(seed, step, setting);
    }

    private static Bucket bucket(Random random) {
        boolean whole = random.nextBoolean();
        double capacity = whole ? random.nextInt(20) : random.nextDouble() * 20;
        double fill = whole ? random.nextInt(20) : random.nextDouble() * 20;
        long interval = whole ? 1_000L * (1 + random.nextInt(1000)) : 1 + random.nextInt(1_000_000);
        long idle = random.nextInt(4) == 0 ? 2 * interval : Long.MAX_VALUE;
        return new Bucket(
                capacity, fill, interval, random.nextBoolean(), random.nextInt(3) == 0, idle);
    }

    private static Filling filling(Bucket bucket) {
        return new Filling(
                bucket.capacity(),
                bucket.fillAmount(),
                bucket.intervalNanos(),
                bucket.continuous(),
                bucket.delayed(),
                bucket.maxIdleNanos());
    }

    @RepeatedTest(100)
    void a_bucket_of_the_store_is_one_of_the_engine(RepetitionInfo repetition) {
        int seed = repetition.getCurrentRepetition();
        Random random = new Random(seed);
        Bucket bucket = bucket(random);
        TokenBucket own = new TokenBucket(filling(bucket), null, null, time.nanos());
        answer(store.settle(COUNTER, bucket, 0));
        for (int i = 0; i < STEPS; i++) {
            time.pass(
                    (long)
                            (random.nextDouble()
                                    * random.nextDouble()
                                    * 2
                                    * bucket.intervalNanos()));
            if (random.nextInt(100) == 0) {
                bucket = bucket(random);
                own.fillBy(filling(bucket), time.nanos());
            }
            double tokens =
                    random.nextInt(5) == 0
                            ? random.nextInt(3)
                            : random.nextDouble() * bucket.capacity();
            Tokens expected;
            Tokens actual;
            switch (random.nextInt(3)) {
                case 0 -> {
                    expected = take(own, tokens);
                    actual = answer(store.take(COUNTER, bucket, tokens, 0));
                }
                case 1 -> {
                    tokens += Double.MIN_NORMAL;
                    long longest = 1 + random.nextLong(3 * bucket.intervalNanos());
                    expected = takeInAdvance(own, tokens, longest);
                    actual = answer(store.take(COUNTER, bucket, tokens, longest));
                }
                default -> {
                    expected = giveBack(own, tokens);
                    actual = answer(store.settle(COUNTER, bucket, -tokens));
                }
            }
            assertThat(actual).as(at(seed, i, bucket)).isEqualTo(expected);
        }
    }

    private Tokens take(TokenBucket own, double tokens) {
        long now = time.nanos();
        boolean taken = own.take(tokens, now);
        return new Tokens(taken, own.available(now), taken ? 0 : own.waitFor(tokens, now));
    }

    private Tokens takeInAdvance(TokenBucket own, double tokens, long longest) {
        long now = time.nanos();
        long wait = own.takeInAdvance(tokens, now, longest, false);
        boolean taken = wait != TokenBucket.NEVER;
        return new Tokens(taken, own.available(now), taken ? wait : own.waitFor(tokens, now));
    }

    private Tokens giveBack(TokenBucket own, double tokens) {
        long now = time.nanos();
        // The engine finds out elsewhere that a bucket was idle for too long.
        own.take(0, now);
        own.giveBack(tokens, now);
        double available = own.available(now);
        return new Tokens(true, available, available < 0 ? own.waitFor(0, now) : 0);
    }

    @RepeatedTest(20)
    void tokens_in_flight_of_the_store_are_those_of_the_engine(RepetitionInfo repetition) {
        int seed = repetition.getCurrentRepetition();
        Random random = new Random(seed);
        InflightTokens own = new InflightTokens(1, Long.MAX_VALUE, null, null, time.nanos());
        List<String> taken = new ArrayList<>();
        double max = 1 + random.nextInt(10);
        for (int i = 0; i < STEPS; i++) {
            time.pass(random.nextInt(100));
            if (random.nextInt(3) > 0) {
                long inflight = 1 + random.nextInt(1_000);
                own.holdFor(inflight, Long.MAX_VALUE);
                double tokens = random.nextBoolean() ? 1 : random.nextInt(1, 30) / 10.0;
                double current = own.sum(time.nanos());
                if (current < max) {
                    own.add("r" + i, tokens, time.nanos());
                    taken.add("r" + i);
                }
                assertThat(
                                answer(
                                        store.take(
                                                COUNTER,
                                                new PlaceLimit(max, inflight),
                                                "r" + i,
                                                tokens,
                                                false)))
                        .as(at(seed, i, max))
                        .isEqualTo(
                                new Places(
                                        current < max, current, own.untilNextExpiry(time.nanos())));
            } else if (!taken.isEmpty()) {
                String requestId = taken.get(random.nextInt(taken.size()));
                assertThat(answer(store.end(COUNTER, requestId)))
                        .as(at(seed, i, max))
                        .isEqualTo(own.remove(requestId, time.nanos()));
            }
        }
    }

    @RepeatedTest(20)
    void a_store_admits_whom_a_rate_limiter_admits(RepetitionInfo repetition) {
        int seed = repetition.getCurrentRepetition();
        Random random = new Random(seed);
        Bucket bucket =
                new Bucket(
                        1 + random.nextInt(10),
                        1 + random.nextInt(10),
                        1_000_000,
                        random.nextBoolean(),
                        random.nextBoolean(),
                        Duration.ofHours(2).toNanos());
        Limits limits = Limits.of("p").by("user").tokens("cost");
        if (!bucket.continuous()) {
            limits.discrete();
        }
        if (bucket.delayed()) {
            limits.delayed();
        }
        Engine engine =
                limits.rate(bucket.capacity(), bucket.fillAmount(), Duration.ofMillis(1))
                        .engine(time);
        for (int i = 0; i < STEPS; i++) {
            time.pass(random.nextInt(200_000));
            int tokens = random.nextInt(4);
            String user = "u" + random.nextInt(5);
            LimiterDecision decision =
                    engine.decide("checkout", Map.of("user", user, "cost", "" + tokens))
                            .decisions()
                            .get(0);
            Tokens answer =
                    answer(
                            store.take(
                                    new Counter("p", "root.0", decision.label()),
                                    bucket,
                                    tokens,
                                    0));
            assertThat(answer)
                    .as(at(seed, i, bucket))
                    .isEqualTo(
                            new Tokens(
                                    !decision.dropped(),
                                    decision.remaining(),
                                    decision.waitNanos()));
        }
    }
}
