package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.embedded.internal.engine.TokenBucket.Filling;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;

/** Random flows at random times, against a bucket as simple as the description of it. */
@Tag("slow")
class RateLimitPropertiesTest {

    private static final int STEPS = 2_000;

    /** Rounding may come out differently when sums are made in another order. */
    private static final double ROUNDING = 1e-6;

    /** As policy-language.md has it: state first brought forward, then taken from, each time. */
    private static final class Reference {
        final double capacity;
        final double fill;
        final double interval;
        final boolean continuous;
        final boolean delayed;
        double available;
        long last = -1;
        long start = -1;

        Reference(
                double capacity, double fill, long interval, boolean continuous, boolean delayed) {
            this.capacity = capacity;
            this.fill = fill;
            this.interval = interval;
            this.continuous = continuous;
            this.delayed = delayed;
            this.available = capacity;
        }

        double forward(long now) {
            if (last < 0) {
                // First use.
                last = now;
            }
            if (start < 0 || now > start) {
                if (continuous) {
                    available += fill * (now - last) / interval;
                    last = now;
                } else {
                    long steps = (long) Math.floor((now - last) / interval);
                    available += steps * fill;
                    last += steps * (long) interval;
                }
                available = Math.min(available, capacity);
            }
            return available;
        }

        void take(double tokens, long now) {
            if (delayed && available == capacity) {
                double full =
                        continuous
                                ? Math.ceil(capacity / fill * interval)
                                : Math.ceil(capacity / fill) * interval;
                start = now + (long) full;
                last = continuous ? start : start - (long) interval;
            }
            available -= tokens;
        }
    }

    private record Setting(
            Engine engine, Reference reference, double capacity, double fill, long interval) {}

    private static Setting setting(Random random, ManualTicker time) {
        boolean whole = random.nextBoolean();
        double capacity = whole ? 1 + random.nextInt(20) : 0.5 + random.nextDouble() * 20;
        double fill = whole ? 1 + random.nextInt(20) : 0.01 + random.nextDouble() * 20;
        long interval = whole ? 1_000L * (1 + random.nextInt(1000)) : 1 + random.nextInt(1_000_000);
        Limits limits = Limits.of("p").tokens("cost");
        boolean continuous = random.nextBoolean();
        boolean delayed = random.nextInt(3) == 0;
        if (!continuous) {
            limits.discrete();
        }
        if (delayed) {
            limits.delayed();
        }
        return new Setting(
                limits.rate(capacity, fill, Duration.ofNanos(interval)).engine(time),
                new Reference(capacity, fill, interval, continuous, delayed),
                capacity,
                fill,
                interval);
    }

    @RepeatedTest(50)
    void decisions_are_those_of_the_description(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        ManualTicker time = new ManualTicker();
        Setting setting = setting(random, time);
        Reference reference = setting.reference();
        long now = 0;
        int compared = 0;
        for (int i = 0; i < STEPS; i++) {
            long pass = (long) (random.nextDouble() * random.nextDouble() * 2 * setting.interval());
            time.pass(pass);
            now += pass;
            double tokens =
                    random.nextInt(5) == 0
                            ? random.nextInt(3)
                            : random.nextDouble() * setting.capacity() / 2;
            LimiterDecision decision =
                    setting.engine()
                            .decide("checkout", Map.of("cost", Double.toString(tokens)))
                            .decisions()
                            .get(0);
            double available = reference.forward(now);
            if (Math.abs(available - tokens) > ROUNDING || tokens == 0) {
                assertThat(!decision.dropped()).as("step %s", i).isEqualTo(tokens <= available);
                compared++;
            }
            if (!decision.dropped() && tokens > 0) {
                reference.take(tokens, now);
            }
            assertThat(decision.remaining())
                    .isBetween(reference.available - ROUNDING, reference.available + ROUNDING);
            assertThat(decision.remaining()).isBetween(0.0, setting.capacity());
        }
        assertThat(compared).isGreaterThan(STEPS / 2);
    }

    @RepeatedTest(100)
    void waiting_as_long_as_told_admits_and_hardly_less_does_not(RepetitionInfo repetition) {
        Random random = new Random(-repetition.getCurrentRepetition());
        ManualTicker time = new ManualTicker();
        Setting setting = setting(random, time);
        int waited = 0;
        for (int i = 0; i < 300; i++) {
            time.pass(random.nextLong(setting.interval()));
            String tokens = Double.toString(random.nextDouble() * setting.capacity());
            Map<String, String> labels = Map.of("cost", tokens);
            Outcome outcome = setting.engine().decide("checkout", labels);
            if (!outcome.admitted()) {
                long wait = outcome.waitNanos();
                assertThat(wait).isPositive();
                long before = random.nextLong(wait);
                time.pass(before);
                Outcome meanwhile = setting.engine().decide("checkout", labels);
                if (meanwhile.admitted()) {
                    // Steps of a delayed bucket come an interval earlier than Aperture announces
                    // them.
                    assertThat(wait - before).isLessThanOrEqualTo(setting.interval());
                    continue;
                }
                time.pass(wait - before);
                assertThat(setting.engine().decide("checkout", labels).admitted())
                        .as("after %s ns", wait)
                        .isTrue();
                waited++;
            }
        }
        assertThat(waited).isPositive();
    }

    @RepeatedTest(20)
    void no_stretch_of_time_admits_more_than_a_bucket_and_what_flowed_in(
            RepetitionInfo repetition) {
        Random random = new Random(1_000 + repetition.getCurrentRepetition());
        ManualTicker time = new ManualTicker();
        Setting setting = setting(random, time);
        long begin = time.nanos();
        double admitted = 0;
        for (int i = 0; i < STEPS; i++) {
            time.pass(random.nextLong(setting.interval() / 4 + 1));
            double tokens = random.nextDouble() * setting.capacity() / 4;
            if (setting.engine()
                    .decide("checkout", Map.of("cost", Double.toString(tokens)))
                    .admitted()) {
                admitted += tokens;
            }
        }
        double intervals = Math.ceil((double) (time.nanos() - begin) / setting.interval());
        assertThat(admitted)
                .isPositive()
                .isLessThanOrEqualTo(setting.capacity() + setting.fill() * intervals + ROUNDING);
    }

    @RepeatedTest(20)
    void the_wait_time_holds_to_the_last_bit_and_no_shorter_one_does(RepetitionInfo repetition) {
        Random random = new Random(2_000 + repetition.getCurrentRepetition());
        for (int i = 0; i < 10_000; i++) {
            Filling filling =
                    new Filling(
                            1 + random.nextDouble() * 100,
                            random.nextDouble() * 10,
                            1 + random.nextInt(1_000),
                            random.nextBoolean(),
                            random.nextInt(4) == 0,
                            Long.MAX_VALUE);
            TokenBucket bucket = new TokenBucket(filling, "any", null, 0);
            bucket.take(filling.capacity() - random.nextDouble(), 0);
            long now = random.nextInt(10);
            // Just not there yet at some time: the worst that rounding can be asked for.
            double tokens = Math.nextUp(bucket.available(now + random.nextInt(2_000)));
            if (tokens <= filling.capacity() && tokens > bucket.available(now)) {
                long wait = bucket.waitFor(tokens, now);
                assertThat(bucket.available(now + wait)).isGreaterThanOrEqualTo(tokens);
                assertThat(bucket.available(now + wait - 1)).as("sooner").isLessThan(tokens);
                assertThat(bucket.take(tokens, now + wait)).isTrue();
            }
        }
    }
}
