package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.embedded.internal.policy.Policy;
import io.github.aperturecdi.embedded.store.Counter;
import io.github.aperturecdi.embedded.store.Faults;
import io.github.aperturecdi.flow.spi.StoreFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The deadlines of flows that wait at schedulers, while the store is there. A flow whose deadline
 * comes during a question is not one that finds the store away.
 */
class SharedDeadlinesTest {

    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Map<String, String> ANY = Map.of();
    private static final Counter COUNTER = new Counter("p", "root.0", "default");

    private static final Policy ONE_PLACE = Limits.of("p").places(1, HOUR).policy();
    private static final Policy ONE_TOKEN = Limits.of("p").quota(1, 1, HOUR).policy();

    @Test
    void a_caller_with_less_time_than_a_round_trip_does_not_get_around_a_scheduler() {
        for (Policy policy : List.of(ONE_PLACE, ONE_TOKEN)) {
            for (StoreFailure onFailure : StoreFailure.values()) {
                Instances two = new Instances(2, policy, onFailure);
                two.comes(0, "first", ANY).pass(MILLI);

                two.comes(1, "hurried", ANY, Duration.ofMillis(5), Instances.PATIENCE);
                two.pass(SECOND);

                assertThat(two.admitted("first")).isTrue();
                assertThat(two.admitted("hurried")).as("%s", onFailure).isFalse();
            }
        }
    }

    @Test
    void a_flow_whose_deadline_comes_while_it_waits_for_a_place_is_refused() {
        for (StoreFailure onFailure : StoreFailure.values()) {
            Instances two = new Instances(2, ONE_PLACE, onFailure);
            two.comes(0, "first", ANY).pass(MILLI);

            two.comes(1, "b", ANY, Duration.ofMillis(100), Instances.PATIENCE).pass(SECOND);

            assertThat(two.admitted("b")).as("%s", onFailure).isFalse();
            assertThat(two.decidedAt("b")).isLessThan(Duration.ofMillis(100));
        }
    }

    @Test
    void a_store_that_was_asked_only_lately_is_not_silent() {
        Instances two = new Instances(2, ONE_PLACE, StoreFailure.ADMIT);
        two.comes(0, "first", ANY).pass(MILLI);
        two.comes(1, "b", ANY, SECOND, Instances.PATIENCE).pass(MILLI);
        two.comes(1, "c", ANY, SECOND, Instances.PATIENCE);

        // The flow has its turn, and its time for answers ends during the question.
        two.pass(Instances.PATIENCE.minusNanos(100_000)).givesUp("b").pass(Duration.ofMillis(5));
        assertThat(two.isWaiting("c")).isTrue();
        two.ends(0, "first").pass(Duration.ofMillis(5));

        assertThat(two.admitted("c")).isTrue();
        assertThat(two.server.inFlight(COUNTER)).isEqualTo(1);
    }

    @Test
    void a_silent_store_costs_a_flow_at_a_scheduler_its_timeout() {
        for (Policy policy : List.of(ONE_PLACE, ONE_TOKEN)) {
            Instances one = new Instances(1, policy, StoreFailure.LOCAL);
            one.server.pause();

            one.comes(0, "a", ANY).pass(SECOND).comes(0, "b", ANY).pass(SECOND);

            assertThat(one.admitted("a")).isTrue();
            assertThat(one.decidedAt("a")).isEqualTo(Instances.PATIENCE);
            assertThat(one.admitted("b")).isFalse();
        }
    }

    @Test
    void a_place_goes_back_whose_answer_was_lost_before_its_flow_gave_up() {
        Instances one = new Instances(1, ONE_PLACE, StoreFailure.LOCAL);
        one.server.suffer(new Faults(0, 0, 0, 0, 1, 0, 0, 0));
        one.comes(0, "a", ANY).pass(MILLI);
        assertThat(one.server.inFlight(COUNTER)).isEqualTo(1);

        one.givesUp("a").pass(MILLI);

        assertThat(one.server.inFlight(COUNTER)).isZero();
    }
}
