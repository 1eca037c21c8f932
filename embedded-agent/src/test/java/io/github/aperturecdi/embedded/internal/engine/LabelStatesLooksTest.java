package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many states are looked at, when, and what becomes of them. */
class LabelStatesLooksTest {

    private static final long ROUND = 1_000_000;

    private final List<Boolean> looks = new ArrayList<>();

    private final class Watched extends LabelStates.State {

        private boolean asNew;

        @Override
        boolean isAsNew(long now, boolean crowded) {
            looks.add(crowded);
            return asNew;
        }
    }

    private LabelStates<Watched> states(int max) {
        return new LabelStates<>((value, shared, now) -> new Watched(), max, () -> {}, 0);
    }

    private static Watched use(LabelStates<Watched> states, String value, long now) {
        Watched state = states.locked(value, now);
        state.unlock();
        return state;
    }

    private static LabelStates<Watched> filled(LabelStates<Watched> states, int number) {
        IntStream.range(0, number).forEach(i -> use(states, "v" + i, 0));
        return states;
    }

    @Test
    void a_new_value_looks_at_three_states_and_a_known_one_at_none() {
        LabelStates<Watched> states = filled(states(10_000), 100);
        looks.clear();

        use(states, "v1", 0);
        assertThat(looks).isEmpty();
        use(states, "new", 0);
        assertThat(looks).hasSize(3);
    }

    @Test
    void sixteen_states_are_looked_at_once_more_than_a_millisecond_has_passed() {
        LabelStates<Watched> states = filled(states(10_000), 100);
        looks.clear();

        use(states, "v1", ROUND);
        assertThat(looks).isEmpty();
        use(states, "v1", ROUND + 1);
        assertThat(looks).hasSize(16);
        use(states, "v1", 2 * ROUND + 1);
        assertThat(looks).hasSize(16);
    }

    @Test
    void more_than_a_thousand_states_are_a_crowd() {
        LabelStates<Watched> states = filled(states(10_000), 1_000);
        looks.clear();

        use(states, "new", 0);
        assertThat(looks).containsOnly(false);
        looks.clear();
        use(states, "newer", 0);
        assertThat(looks).containsOnly(true);
    }

    @Test
    void a_state_that_stayed_is_looked_at_again() {
        LabelStates<Watched> states = states(10_000);
        Watched first = use(states, "a", 0);
        use(states, "b", 0);
        assertThat(states.size()).isEqualTo(2);

        first.asNew = true;
        use(states, "c", 0);

        assertThat(states.lockedIfPresent("a")).isNull();
        assertThat(states.size()).isEqualTo(2);
    }

    @Test
    void a_state_that_is_in_use_is_looked_at_later() throws Exception {
        LabelStates<Watched> states = states(10_000);
        Watched first = states.locked("a", 0);
        first.asNew = true;
        onAnotherThread(() -> use(states, "b", 0));
        assertThat(states.size()).isEqualTo(2);
        first.unlock();

        use(states, "c", 0);

        assertThat(states.lockedIfPresent("a")).isNull();
    }

    @Test
    void a_state_that_was_given_up_takes_no_later_one_of_the_same_value_with_it() {
        LabelStates<Watched> states = states(10_000);
        use(states, "a", 0).asNew = true;
        use(states, "b", 0);
        assertThat(states.size()).isEqualTo(1);
        Watched again = use(states, "a", 0);

        use(states, "c", 0);
        use(states, "d", 0);

        assertThat(use(states, "a", 0)).isSameAs(again);
        assertThat(states.size()).isEqualTo(4);
    }

    @Test
    void a_state_that_is_looked_at_and_stays_is_free_for_other_threads() throws Exception {
        LabelStates<Watched> states = filled(states(10_000), 3);

        onAnotherThread(() -> IntStream.range(0, 3).forEach(i -> use(states, "v" + i, 0)));
    }

    @Test
    void values_whose_hashes_are_small_share_different_states() {
        LabelStates<Watched> full = filled(states(1), 1);

        assertThat(use(full, "a", 0)).isNotSameAs(use(full, "b", 0));
        assertThat(use(full, "a", 0)).isSameAs(use(full, "a", 0));
    }

    @Test
    void values_whose_hashes_differ_in_the_upper_half_share_different_states() {
        LabelStates<Watched> full = filled(states(1), 1);
        String one = "value0";
        String other =
                IntStream.iterate(1, i -> i + 1)
                        .mapToObj(i -> "value" + i)
                        .filter(value -> differsInTheUpperHalf(value.hashCode(), one.hashCode()))
                        .findFirst()
                        .orElseThrow();

        assertThat(use(full, other, 0)).isNotSameAs(use(full, one, 0));
    }

    private static boolean differsInTheUpperHalf(int one, int other) {
        return (one ^ other) << 24 == 0 && (one ^ other) >>> 16 << 24 != 0;
    }

    private static void onAnotherThread(Runnable work) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            CompletableFuture.runAsync(work, thread).get(60, TimeUnit.SECONDS);
        } finally {
            thread.shutdownNow();
        }
    }
}
