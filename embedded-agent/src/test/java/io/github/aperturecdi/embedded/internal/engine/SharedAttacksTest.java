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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A shared limit holds whatever callers do, during outages, and while policies change. No token is
 * lost or created.
 */
class SharedAttacksTest {

    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Map<String, String> ALICE = Map.of("user", "alice");

    private static Policy lazy() {
        return Limits.of("p").by("user").tokens("cost").lazyRate(100, 1, HOUR, 4).policy();
    }

    @Test
    void a_flow_that_asks_for_too_much_does_not_refuse_the_others() {
        Instances one = new Instances(1, lazy());

        one.comes(0, "small", ALICE).pass(MILLI);
        one.comes(0, "greedy", Map.of("user", "alice", "cost", "1000")).pass(MILLI);
        for (int i = 0; i < 50; i++) {
            one.comes(0, "s" + i, ALICE).pass(MILLI);
        }

        assertThat(one.admitted("greedy")).isFalse();
        assertThat(one.admissions()).isEqualTo(51);
    }

    @Test
    void a_refused_flow_that_asks_for_much_does_not_make_its_instance_take_much() {
        Instances two = new Instances(2, lazy());

        two.comes(0, "greedy", Map.of("user", "alice", "cost", "1000")).pass(SECOND);
        two.comes(0, "small", ALICE).pass(SECOND);
        for (int i = 0; i < 90; i++) {
            two.comes(1, "s" + i, ALICE).pass(MILLI);
        }

        assertThat(two.admissions()).isEqualTo(91);
    }

    @Test
    void a_busy_lease_needs_few_round_trips_from_one_to_the_next() {
        Policy policy = Limits.of("p").by("user").lazyRate(1e6, 1, HOUR, 3600).policy();
        Instances one = new Instances(1, policy);

        for (int second = 0; second < 20; second++) {
            for (int i = 0; i < 200; i++) {
                one.comes(0, "s" + second + "-" + i, ALICE).pass(Duration.ofMillis(4));
            }
            one.pass(Duration.ofMillis(300));
        }

        assertThat(one.admissions()).isEqualTo(4_000);
        assertThat(one.server.operations()).isLessThan(100);
    }

    @Test
    void a_cancelled_flow_does_not_hold_up_those_that_wait_for_the_same_lease() {
        Instances one = new Instances(1, lazy());

        one.server.pause();
        for (int i = 0; i < 20; i++) {
            one.comes(0, "gone" + i, ALICE);
            if (one.isWaiting("gone" + i)) {
                one.givesUp("gone" + i);
            }
            one.comes(0, "waits" + i, ALICE).pass(Duration.ofMillis(250));
        }
        one.comes(0, "last", ALICE);

        assertThat(one.outcome("last")).as("decided at once, without the store").isNotNull();
    }

    @Test
    void flows_of_an_outage_leave_no_ends_behind_that_nobody_needs() {
        Instances one = new Instances(1, Limits.of("p").places(1_000, HOUR).policy());

        one.server.stop(false);
        for (int i = 0; i < 500; i++) {
            one.comes(0, "a" + i, ALICE);
        }
        one.pass(SECOND);
        one.server.start(0);
        one.pass(SECOND);

        assertThat(one.admissions()).isEqualTo(500);
        assertThat(one.server.inFlight(new Counter("p", "root.0", "default"))).isEqualTo(500);
        assertThat(one.server.operations()).as("told in portions").isLessThan(20);
    }

    @ParameterizedTest
    @EnumSource(StoreFailure.class)
    void an_outage_leaves_no_watch_behind(StoreFailure onFailure) {
        Instances one = new Instances(1, Limits.of("p").places(1, HOUR).policy(), onFailure);

        one.comes(0, "holds", ALICE).pass(MILLI);
        for (int i = 0; i < 5; i++) {
            one.comes(0, "waits" + i, ALICE, Duration.ofSeconds(3));
        }
        one.pass(SECOND);
        one.server.stop(false);
        for (int i = 0; i < 5; i++) {
            one.comes(0, "late" + i, ALICE, Duration.ofSeconds(3)).pass(Duration.ofMillis(250));
        }
        one.pass(Duration.ofSeconds(5));

        assertThat(one.watches(0)).isZero();
    }

    @Test
    void new_flows_do_not_wait_behind_one_that_waits_for_a_place_of_a_lost_store() {
        Instances two =
                new Instances(2, Limits.of("p").places(1, HOUR).policy(), StoreFailure.ADMIT);

        two.comes(0, "holds", ALICE).pass(MILLI).comes(1, "waits", ALICE, HOUR).pass(SECOND);
        two.server.stop(false);
        for (int i = 0; i < 10; i++) {
            two.comes(1, "late" + i, ALICE, HOUR).pass(SECOND);
        }

        assertThat(two.admitted("late9")).isTrue();
        assertThat(two.admitted("waits")).isTrue();
    }

    @Test
    void fresh_label_values_do_not_fill_the_bucket_that_a_spent_one_shares_with_them() {
        Policy policy = Limits.of("p").by("user").rate(10, 1, HOUR).policy();
        Instances one = new Instances(1, policy, StoreFailure.LOCAL, 1);

        one.comes(0, "own", Map.of("user", "first")).pass(MILLI);
        for (int i = 0; i < 10; i++) {
            one.comes(0, "spent" + i, ALICE).pass(MILLI);
        }
        for (int i = 0; i < 500; i++) {
            one.comes(0, "fresh" + i, Map.of("user", "u" + i)).pass(MILLI);
        }
        one.server.stop(false);
        for (int i = 0; i < 10; i++) {
            one.comes(0, "again" + i, ALICE).pass(MILLI);
        }

        assertThat(one.admitted("again0")).isFalse();
    }

    @Test
    void a_replaced_policy_leaves_no_lease_and_no_alarm_behind() {
        Instances one = new Instances(1, lazy());
        for (int i = 0; i < 20; i++) {
            one.comes(0, "a" + i, ALICE);
        }
        one.pass(SECOND);
        one.comes(0, "b", ALICE).pass(SECOND);
        Engine engine = one.engines.get(0);

        assertThat(engine.untilNextWake()).isLessThan(Long.MAX_VALUE);
        engine.replace(List.of(lazy()));
        engine.replace(List.of());

        assertThat(engine.untilNextWake()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void a_place_on_its_way_to_a_caller_that_has_gone_comes_back_when_the_instance_stops() {
        Instances two = new Instances(2, Limits.of("p").by("user").concurrency(1, HOUR).policy());

        two.server.suffer(Faults.latency(50_000_000, 50_000_000));
        two.comes(0, "gone", ALICE).givesUp("gone");
        Thread closing = new Thread(() -> two.engines.get(0).close());
        closing.setDaemon(true);
        closing.start();
        org.awaitility.Awaitility.await()
                .until(
                        () -> {
                            two.pass(Duration.ofMillis(100));
                            two.comes(1, "next", ALICE).pass(SECOND);
                            return two.admitted("next");
                        });
    }
}
