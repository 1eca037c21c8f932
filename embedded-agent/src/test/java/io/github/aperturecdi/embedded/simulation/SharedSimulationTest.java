package io.github.aperturecdi.embedded.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.embedded.internal.engine.Engine;
import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Several engines with one store in a thousand simulations. {@code
 * -Daperture.simulation.seeds=100000} runs more of them, and {@code
 * -Daperture.simulation.seed=4711} a single one.
 */
class SharedSimulationTest {

    private static final int SEEDS = Integer.getInteger("aperture.simulation.seeds", 1_000);
    private static final Long SEED = Long.getLong("aperture.simulation.seed");
    private static final Logger LOG = Logger.getLogger(Engine.class.getName());

    /** Each outage of each simulation would be logged. */
    @BeforeAll
    static void beQuiet() {
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void logAgain() {
        LOG.setLevel(null);
    }

    @Test
    void limits_and_deadlines_hold_over_all_instances_for_every_seed() {
        LongStream seeds = SEED == null ? LongStream.range(0, SEEDS) : LongStream.of(SEED);
        List<AssertionError> failures =
                seeds.parallel()
                        .mapToObj(SharedSimulationTest::failure)
                        .filter(Objects::nonNull)
                        .toList();

        assertThat(failures.stream().limit(3).map(AssertionError::getMessage))
                .as("%d failures", failures.size())
                .isEmpty();
    }

    private static AssertionError failure(long seed) {
        try {
            SharedRun.of(seed);
            return null;
        } catch (AssertionError e) {
            return e;
        }
    }

    @Test
    void a_seed_is_the_same_run_each_time() {
        for (long seed = 0; seed < 20; seed++) {
            assertThat(SharedRun.of(seed)).isEqualTo(SharedRun.of(seed));
        }
    }
}
