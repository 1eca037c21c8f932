package io.github.aperturecdi.embedded.simulation;

import io.github.aperturecdi.embedded.internal.engine.FlowCheck;
import io.github.aperturecdi.embedded.simulation.Setting.Tier;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * Everything that one seed draws: a setting, traffic of some kind, and then more than the setting
 * admits, for a long time.
 */
final class Run {

    private static final int CALLERS = 300;

    /** How much the shares may differ from the priorities. */
    private static final double TOLERANCE = 0.02;

    /** How many times the line with the smallest share has its turn. */
    private static final int ROUNDS = 120;

    /** How many callers of each line wait at least under saturation. */
    private static final int CROWD = 4;

    private final long seed;
    private final Random random;
    private final Setting setting;
    private final boolean clockSteps;
    private final Simulation simulation;
    private final double hold;
    private final LongSupplier holds;
    private final double cancelled;

    /** Under saturation. */
    private Shares shares;

    private Run(long seed) {
        this.seed = seed;
        random = new Random(seed);
        setting = Setting.draw(random);
        clockSteps = random.nextInt(4) == 0;
        simulation = new Simulation(setting, clockSteps);
        hold = (1 + random.nextInt(200)) * (double) Setting.MILLIS;
        holds = distances(hold);
        cancelled = random.nextInt(3) * 0.1;
    }

    /**
     * Runs one seed.
     *
     * @return the same for the same run
     * @throws AssertionError if something is not as it must be
     */
    static long of(long seed) {
        Run run = new Run(seed);
        try {
            run.traffic();
            run.simulation.checkNothingIsLost();
            run.saturation();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    """
                    Seed %d does not hold: %s
                    To repeat it: -Dtest=SimulationTest -Daperture.simulation.seed=%d
                    %s
                    What happened last:
                    %s"""
                            .formatted(
                                    seed,
                                    e.getMessage(),
                                    seed,
                                    run.setting,
                                    run.simulation.lastEvents()),
                    e);
        }
        return run.simulation.digest();
    }

    /** Distances in time: steady, by chance, in bursts, or with a heavy tail. */
    private LongSupplier distances(double mean) {
        return switch (random.nextInt(4)) {
            case 0 -> () -> (long) mean;
            case 1 -> () -> (long) (-Math.log(1 - random.nextDouble()) * mean);
            case 2 -> () -> random.nextInt(10) == 0 ? (long) (10 * mean) : 0;
            // Pareto's distribution with the exponent 1.5, without the rarest thousandth.
            default ->
                    () -> (long) (mean / 3 * Math.pow(1 - 0.999 * random.nextDouble(), -1 / 1.5));
        };
    }

    /** The mean time between two callers of a shop at its capacity. */
    private double gap() {
        double tokens = setting.tiers().stream().mapToInt(Tier::tokens).average().orElseThrow();
        return tokens * Setting.SECOND / setting.tokensPerSecond(hold);
    }

    private void traffic() {
        double gap = gap() / setting.shops() / (0.3 + 2 * random.nextDouble());
        comeOneByOne(CALLERS, distances(gap), gap);
        simulation.run(() -> false);
    }

    private void comeOneByOne(int left, LongSupplier gaps, double gap) {
        if (clockSteps && random.nextInt(30) == 0) {
            stepTheClock(gap);
        }
        Tier tier = setting.hasty() != null && random.nextInt(4) == 0 ? setting.hasty() : anyTier();
        long timeout =
                switch (random.nextInt(3)) {
                    case 0 -> FlowCheck.NO_TIMEOUT;
                    case 1 -> (long) (random.nextDouble() * 20 * gap);
                    default -> (long) (random.nextDouble() * 200 * gap);
                };
        Caller caller =
                simulation.comes(
                        tier,
                        random.nextInt(tier.users()),
                        random.nextInt(setting.shops()),
                        timeout,
                        this::holdsFlow);
        if (caller.waits() && random.nextDouble() < cancelled) {
            long patience = (long) (random.nextDouble() * 20 * gap);
            simulation.later(patience, () -> simulation.givesUp(caller));
        }
        if (left > 1) {
            simulation.later(gaps.getAsLong(), () -> comeOneByOne(left - 1, gaps, gap));
        }
    }

    /** Forward as after a pause, or back a little as between two readings of two threads. */
    private void stepTheClock(double gap) {
        if (random.nextBoolean()) {
            simulation.step((long) (random.nextDouble() * 100 * gap));
        } else if (setting.places() == null || !setting.places().mayExpire()) {
            simulation.step(-random.nextInt(100_000));
        }
    }

    private Tier anyTier() {
        return setting.tiers().get(random.nextInt(setting.tiers().size()));
    }

    private void holdsFlow(Caller caller) {
        if (caller.admitted() && setting.places() != null) {
            boolean neverEnds = setting.places().mayExpire() && random.nextInt(20) == 0;
            if (!neverEnds) {
                simulation.later(holds.getAsLong(), () -> simulation.ends(caller));
            }
        }
    }

    /** One line comes later than the others, and gets its share from then on, and no more. */
    private void saturation() {
        double round = setting.mostTokens() / setting.smallestShare();
        shares = new Shares(setting);
        Tier first = setting.tiers().get(0);
        if (setting.lines() > 1) {
            comeInCrowds(first, 1);
            setting.tiers().stream().skip(1).forEach(tier -> comeInCrowds(tier, 0));
            simulation.run(() -> shares.total() >= ROUNDS / 4 * round);
            shares = shares.anew();
        }
        comeInCrowd(first, 0);
        double enough = ROUNDS * (1 + setting.callersBetween()) * round;
        simulation.run(() -> shares.total() >= enough);
        shares.check(TOLERANCE);
    }

    private void comeInCrowds(Tier tier, int firstUser) {
        for (int user = firstUser; user < tier.users(); user++) {
            comeInCrowd(tier, user);
        }
    }

    private void comeInCrowd(Tier tier, int user) {
        shares.begins(tier, user);
        for (int i = 0; i < CROWD + setting.mostAtOnce(); i++) {
            comesAgainAndAgain(tier, user);
        }
    }

    private void comesAgainAndAgain(Tier tier, int user) {
        Caller caller =
                simulation.comes(
                        tier,
                        user,
                        0,
                        random.nextInt(20) == 0 ? (long) (200 * gap()) : FlowCheck.NO_TIMEOUT,
                        answered -> {
                            holdsFlow(answered);
                            if (answered.admitted()) {
                                shares.admitted(answered);
                            }
                            simulation.later(0, () -> comesAgainAndAgain(tier, user));
                        });
        if (caller.waits() && random.nextInt(20) == 0) {
            simulation.later(
                    (long) (random.nextDouble() * 20 * gap()),
                    () -> {
                        if (caller.waits()) {
                            simulation.givesUp(caller);
                            comesAgainAndAgain(tier, user);
                        }
                    });
        }
    }
}
