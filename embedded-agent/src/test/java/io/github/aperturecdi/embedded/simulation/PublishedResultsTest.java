package io.github.aperturecdi.embedded.simulation;

import static io.github.aperturecdi.embedded.simulation.Setting.MILLIS;
import static io.github.aperturecdi.embedded.simulation.Setting.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.embedded.internal.engine.FlowCheck;
import io.github.aperturecdi.embedded.simulation.Setting.Places;
import io.github.aperturecdi.embedded.simulation.Setting.Tier;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Results that others have published of their schedulers. {@code docs/embedded-agent.md} states the
 * settings and the figures.
 */
@Tag("long")
class PublishedResultsTest {

    private static final int SEEDS = 3;

    private static Simulation simulation(int places, Tier... tiers) {
        Places limit = new Places(places, 3_600 * SECOND, false);
        return new Simulation(new Setting(null, limit, List.of(tiers), null, 1), false);
    }

    private static LongSupplier byChance(Random random, double mean) {
        return () -> (long) (-Math.log(1 - random.nextDouble()) * mean);
    }

    /** Flows of a workload come until a time, and hold their places. */
    private static void come(
            Simulation simulation,
            Tier tier,
            long until,
            LongSupplier gaps,
            LongSupplier holds,
            Consumer<Caller> onAnswer) {
        long gap = gaps.getAsLong();
        if (simulation.now() + gap >= until) {
            return;
        }
        simulation.later(
                gap,
                () -> {
                    simulation.comes(
                            tier,
                            0,
                            0,
                            FlowCheck.NO_TIMEOUT,
                            caller -> {
                                onAnswer.accept(caller);
                                if (caller.admitted()) {
                                    simulation.later(
                                            holds.getAsLong(), () -> simulation.ends(caller));
                                }
                            });
                    come(simulation, tier, until, gaps, holds, onAnswer);
                });
    }

    private static final class Count {
        private long asked;
        private long admitted;

        void add(Caller caller) {
            asked++;
            admitted += caller.admitted() ? 1 : 0;
        }

        double percent() {
            return 100.0 * admitted / asked;
        }
    }

    /** 50 places, 20 ms of work each: 2,500 flows a second. */
    private static double[] spike(long seed, Tier high, Tier low) {
        Random random = new Random(seed);
        Simulation simulation = simulation(50, high, low);
        LongSupplier holds = byChance(random, 20 * MILLIS);
        Count highs = new Count();
        Count lows = new Count();
        long spike = 10 * SECOND;
        long end = spike + 20 * SECOND;
        come(
                simulation,
                high,
                end,
                byChance(random, 1 * MILLIS),
                holds,
                caller -> {
                    if (caller.arrival >= spike) {
                        highs.add(caller);
                    }
                });
        come(simulation, low, spike, byChance(random, 2 * MILLIS), holds, caller -> {});
        simulation.later(
                spike,
                () -> come(simulation, low, end, byChance(random, 2e6 / 12), holds, lows::add));
        simulation.run(() -> false);
        return new double[] {highs.percent(), lows.percent()};
    }

    @Test
    void a_twelvefold_spike_of_low_priority_leaves_high_priority_admission_above_99_4_percent() {
        Tier high = new Tier("high", 200, 1, 1, 100 * MILLIS);
        Tier low = new Tier("low", 10, 1, 1, 100 * MILLIS);
        for (long seed = 0; seed < SEEDS; seed++) {
            double[] percent = spike(seed, high, low);
            assertThat(percent[0]).as("seed %d", seed).isGreaterThan(99.4);
            // What is left of the capacity, and a place is never idle.
            assertThat(percent[1]).as("seed %d", seed).isBetween(24.0, 26.0);
        }
    }

    @Test
    void the_same_spike_without_priorities_refuses_most_of_both() {
        Tier all = new Tier("all", 1, 1, 1, 100 * MILLIS);
        double[] percent = spike(0, all, all);
        assertThat(percent[0]).isBetween(34.0, 38.0);
    }

    /** What happened in a millisecond. */
    private static final class Slice {
        private long admitted;
        private double waits;

        double meanWait() {
            return admitted == 0 ? 0 : waits / admitted;
        }
    }

    /**
     * 100 places and 1 ms of work: 100 flows a millisecond. The demand goes from half of that to
     * 1.4 times.
     *
     * @return how many milliseconds after that the last one ends in which the admissions differ
     *     from the capacity by more than 2 %, or the mean wait from what it is in the long run by
     *     more than 10 %
     */
    private static int settles(long seed) {
        Random random = new Random(seed);
        Tier tier = new Tier("all", 1, 1, 1, 2 * MILLIS);
        Simulation simulation = simulation(100, tier);
        long step = 100 * MILLIS;
        int slices = 1_000;
        Slice[] after = new Slice[slices];
        for (int i = 0; i < slices; i++) {
            after[i] = new Slice();
        }
        LongSupplier holds = () -> MILLIS;
        Consumer<Caller> onAnswer =
                caller -> {
                    long slice = (simulation.now() - step) / MILLIS;
                    if (caller.admitted() && simulation.now() >= step && slice < slices) {
                        after[(int) slice].admitted++;
                        after[(int) slice].waits += simulation.now() - caller.arrival;
                    }
                };
        come(simulation, tier, step, byChance(random, 2e4), holds, onAnswer);
        simulation.later(
                step,
                () ->
                        come(
                                simulation,
                                tier,
                                step + slices * MILLIS,
                                byChance(random, 1e4 / 1.4),
                                holds,
                                onAnswer));
        simulation.run(() -> false);
        double longRun = 0;
        for (int i = slices / 2; i < slices; i++) {
            longRun += after[i].meanWait() / (slices - slices / 2);
        }
        int settled = slices;
        while (settled > 0
                && Math.abs(after[settled - 1].admitted - 100) <= 2
                && Math.abs(after[settled - 1].meanWait() / longRun - 1) <= 0.1) {
            settled--;
        }
        return settled;
    }

    @Test
    void demand_of_1_4_times_the_capacity_settles_in_less_than_20_milliseconds() {
        for (long seed = 0; seed < 4 * SEEDS; seed++) {
            int millis = settles(seed);
            assertThat(millis).as("seed %d", seed).isLessThan(20);
        }
    }
}
