package io.github.aperturecdi.embedded.simulation;

import io.github.aperturecdi.embedded.internal.engine.FlowCheck;
import io.github.aperturecdi.embedded.simulation.SharedSetting.Kind;
import io.github.aperturecdi.embedded.simulation.SharedSetting.Weather;
import io.github.aperturecdi.embedded.store.Faults;
import java.util.Random;

/**
 * Everything that one seed draws: a setting with several instances and one store, traffic, and what
 * goes wrong.
 */
final class SharedRun {

    private static final int CALLERS = 200;

    /** The time in which every instance counts in the store again. */
    private static final long RECOVERY = 3 * Setting.SECOND;

    private final long seed;
    private final Random random;
    private final SharedSetting setting;
    private final SharedSimulation simulation;
    private final double hold;
    private final double cancelled;
    private boolean away;

    private SharedRun(long seed) {
        this.seed = seed;
        random = new Random(seed);
        setting = SharedSetting.draw(random);
        simulation = new SharedSimulation(setting, random);
        hold = (1 + random.nextInt(200)) * (double) Setting.MILLIS;
        cancelled = random.nextInt(3) * 0.1;
    }

    /**
     * Runs one seed.
     *
     * @return the same for the same run
     * @throws AssertionError if something is not as it must be
     */
    static long of(long seed) {
        SharedRun run = new SharedRun(seed);
        try {
            run.traffic();
            run.calm();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    """
                    Seed %d does not hold: %s
                    To repeat it: -Dtest=SharedSimulationTest -Daperture.simulation.seed=%d
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

    /** The mean time between two flows of all shops at their capacity. */
    private double gap() {
        double perSecond = Double.MAX_VALUE;
        for (Kind kind : setting.kinds()) {
            double own =
                    kind.isBucket()
                            ? setting.quota().perSecond()
                            : setting.places().number() * Setting.SECOND / hold;
            perSecond = Math.min(perSecond, own);
        }
        double tokens = (1 + setting.mostTokens()) / 2.0;
        return tokens * Setting.SECOND / perSecond / setting.shops();
    }

    private void traffic() {
        double gap = gap() / (0.3 + 2 * random.nextDouble());
        comeOneByOne(CALLERS, gap);
        if (setting.weather() == Weather.OUTAGES || setting.weather() == Weather.LOSSES) {
            outages(1 + random.nextInt(3), (long) (CALLERS * gap / 3));
        }
        if (setting.weather() == Weather.CRASH) {
            simulation.time.later(
                    (long) (random.nextDouble() * CALLERS * gap),
                    () -> simulation.crashes(random.nextInt(setting.instances())));
        }
        simulation.run();
    }

    private void comeOneByOne(int left, double gap) {
        long timeout =
                switch (random.nextInt(4)) {
                    case 0 ->
                            setting.weather() == Weather.CLEAR
                                    ? FlowCheck.NO_TIMEOUT
                                    : 5 * Setting.SECOND;
                    case 1 -> (long) (random.nextDouble() * 20 * gap);
                    case 2 -> random.nextInt(100) * Setting.MILLIS;
                    default -> (long) (random.nextDouble() * 200 * gap);
                };
        SharedCaller caller =
                simulation.comes(
                        random.nextInt(setting.instances()),
                        random.nextInt(setting.shops()),
                        1 + random.nextInt(setting.mostTokens()),
                        timeout,
                        this::holdsFlow);
        if (caller.waits() && random.nextDouble() < cancelled) {
            simulation.time.later(
                    (long) (random.nextDouble() * 20 * gap), () -> simulation.givesUp(caller));
        }
        if (left > 1) {
            double distance =
                    random.nextInt(5) == 0 ? 0 : -Math.log(1 - random.nextDouble()) * 1.25 * gap;
            simulation.time.later((long) distance, () -> comeOneByOne(left - 1, gap));
        }
    }

    private void holdsFlow(SharedCaller caller) {
        boolean neverEnds = setting.places().mayExpire() && random.nextInt(20) == 0;
        if (caller.admitted() && !neverEnds) {
            // Some flows hold their places over an outage.
            boolean isLong = setting.weather() == Weather.LOSSES && random.nextInt(40) == 0;
            double mean = isLong ? 5.0 * Setting.SECOND : hold;
            long time = (long) (-Math.log(1 - random.nextDouble()) * mean);
            simulation.time.later(time, () -> simulation.ends(caller));
        }
    }

    private void outages(int left, long within) {
        simulation.time.later(
                (long) (random.nextDouble() * within),
                () -> {
                    goAway();
                    simulation.time.later(
                            random.nextInt(5_000) * Setting.MILLIS, () -> comeBack(left, within));
                });
    }

    private void goAway() {
        away = true;
        boolean losesData = setting.weather() == Weather.LOSSES;
        simulation.storeGoesAway(losesData);
        if (!losesData && random.nextBoolean()) {
            simulation.server.pause();
        } else {
            simulation.server.stop(losesData);
        }
    }

    private void comeBack(int left, long within) {
        away = false;
        simulation.log("the store comes back");
        simulation.server.resume();
        simulation.server.start(500 * Setting.MILLIS);
        askOften(RECOVERY);
        simulation.time.later(
                RECOVERY,
                () -> {
                    simulation.storeIsBack();
                    if (left > 1) {
                        outages(left - 1, within);
                    }
                });
    }

    /** Each instance asks several times a second, so that it notices that the store is back. */
    private void askOften(long left) {
        for (int i = 0; i < setting.instances() && !away; i++) {
            simulation.comes(i, 0, 1, 100 * Setting.MILLIS, this::holdsFlow);
        }
        long distance = 200 * Setting.MILLIS;
        if (left > distance) {
            simulation.time.later(distance, () -> askOften(left - distance));
        }
    }

    /** All flows have ended, and the store is well. */
    private void calm() {
        simulation.log("all flows are answered");
        simulation.checkNoFlowIsLeft();
        simulation.server.suffer(Faults.latency(0, SharedSetting.WAY));
        askOften(RECOVERY);
        simulation.run();
        if (setting.places().mayExpire() || setting.weather() == Weather.CRASH) {
            simulation.time.pass(2 * setting.places().maxInflight());
        }
        simulation.checkPlacesAreBack();
        simulation.checkAllIsFree();
        simulation.checkPlacesAreBack();
    }
}
