package io.github.aperturecdi.embedded.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The engine in a thousand simulations. {@code -Daperture.simulation.seeds=100000} runs more of
 * them, and {@code -Daperture.simulation.seed=4711} a single one.
 */
@Tag("long")
class SimulationTest {

    private static final int SEEDS = Integer.getInteger("aperture.simulation.seeds", 1_000);
    private static final Long SEED = Long.getLong("aperture.simulation.seed");

    @Test
    void limits_deadlines_and_shares_hold_for_every_seed() {
        LongStream seeds = SEED == null ? LongStream.range(0, SEEDS) : LongStream.of(SEED);
        List<AssertionError> failures =
                seeds.parallel()
                        .mapToObj(SimulationTest::failure)
                        .filter(Objects::nonNull)
                        .toList();

        assertThat(failures.stream().limit(3).map(AssertionError::getMessage))
                .as("%d failures", failures.size())
                .isEmpty();
    }

    private static AssertionError failure(long seed) {
        try {
            Run.of(seed);
            return null;
        } catch (AssertionError e) {
            return e;
        }
    }

    @Test
    void a_seed_is_the_same_run_each_time() {
        for (long seed = 0; seed < 20; seed++) {
            assertThat(Run.of(seed)).isEqualTo(Run.of(seed));
        }
    }
}
