package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.embedded.internal.policy.Policy;
import io.github.aperturecdi.embedded.store.Counter;
import io.github.aperturecdi.embedded.store.Faults;
import io.github.aperturecdi.flow.spi.StoreFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Limits of several instances that count in one store. A round trip takes a millisecond. */
class SharedLimitsTest {

    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Map<String, String> ALICE = Map.of("user", "alice");
    private static final Map<String, String> BOB = Map.of("user", "bob");

    private static Policy rate(double capacity) {
        return Limits.of("p").by("user").rate(capacity, 1, HOUR).policy();
    }

    @Test
    void instances_share_one_bucket_for_each_label_value() {
        Instances three = new Instances(3, rate(2));

        three.comes(0, "a", ALICE).comes(1, "b", ALICE).comes(2, "c", ALICE).comes(2, "d", BOB);
        three.pass(MILLI);

        assertThat(three.admitted("a")).isTrue();
        assertThat(three.admitted("b")).isTrue();
        assertThat(three.admitted("c")).isFalse();
        assertThat(three.outcome("c").reason()).isEqualTo(RejectReason.RATE_LIMITED);
        assertThat(three.outcome("c").waitNanos()).isPositive();
        assertThat(three.admitted("d")).isTrue();
    }

    @Test
    void all_limiters_of_a_flow_are_asked_in_one_round_trip() {
        Policy policy =
                Limits.of("p")
                        .rate(9, 1, HOUR)
                        .by("user")
                        .rate(9, 1, HOUR)
                        .concurrency(9, HOUR)
                        .policy();
        Instances one = new Instances(1, policy);

        one.comes(0, "a", ALICE).pass(SECOND);

        assertThat(one.admitted("a")).isTrue();
        assertThat(one.decidedAt("a")).isEqualTo(MILLI);
        assertThat(one.outcome("a").decisions()).hasSize(3);
    }

    @Test
    void a_drop_gives_back_what_the_other_limiters_took() {
        Policy policy = Limits.of("p").rate(2, 1, HOUR).by("user").rate(1, 1, HOUR).policy();
        Instances two = new Instances(2, policy);

        two.comes(0, "a", ALICE).pass(MILLI).comes(1, "b", ALICE).pass(SECOND);
        two.comes(1, "c", BOB).pass(SECOND);

        assertThat(two.admitted("a")).isTrue();
        assertThat(two.admitted("b")).isFalse();
        assertThat(two.admitted("c")).isTrue();
    }

    @Test
    void a_place_that_one_instance_holds_is_missing_in_the_other() {
        Instances two = new Instances(2, Limits.of("p").by("user").concurrency(1, HOUR).policy());

        two.comes(0, "a", ALICE).pass(MILLI).comes(1, "b", ALICE).pass(MILLI);
        assertThat(two.admitted("b")).isFalse();
        two.ends(0, "a").pass(MILLI).comes(1, "c", ALICE).pass(MILLI);

        assertThat(two.admitted("c")).isTrue();
    }

    @Test
    void a_flow_may_end_in_another_instance() {
        Instances two = new Instances(2, Limits.of("p").by("user").concurrency(1, HOUR).policy());

        two.comes(0, "a", ALICE).pass(MILLI).ends(1, "a").pass(MILLI);
        two.comes(1, "b", ALICE).pass(MILLI);

        assertThat(two.admitted("b")).isTrue();
    }

    @Test
    void a_stopped_instance_gives_its_places_back_at_once() {
        Instances two = new Instances(2, Limits.of("p").by("user").concurrency(1, HOUR).policy());
        Counter counter = new Counter("p", "root.0", "user:alice");

        two.comes(0, "a", ALICE).pass(MILLI);
        assertThat(two.server.inFlight(counter)).isEqualTo(1);
        closeAndAwaitNoneInFlight(two, counter);
    }

    @Test
    void a_stopped_instance_gives_back_what_the_store_grants_while_it_stops() {
        for (Limits limits :
                List.of(Limits.of("p").concurrency(1, HOUR), Limits.of("p").places(1, HOUR))) {
            Instances one = new Instances(1, limits.policy());
            Counter counter = new Counter("p", "root.0", "default");

            one.comes(0, "a", ALICE).pass(Duration.ofNanos(600_000));
            assertThat(one.server.inFlight(counter)).isEqualTo(1);
            assertThat(one.isWaiting("a")).as("the answer is under way").isTrue();
            closeAndAwaitNoneInFlight(one, counter);
        }
    }

    private static void closeAndAwaitNoneInFlight(Instances instances, Counter counter) {
        Thread closing = new Thread(() -> instances.engines.get(0).close());
        closing.setDaemon(true);
        closing.start();
        org.awaitility.Awaitility.await()
                .until(
                        () -> {
                            synchronized (instances) {
                                instances.pass(MILLI);
                                return instances.server.inFlight(counter) == 0;
                            }
                        });
    }

    @Test
    void a_flow_that_waits_gets_the_place_that_another_instance_frees() {
        Instances two = new Instances(2, Limits.of("p").places(1, HOUR).policy());

        two.comes(0, "a", ALICE).pass(MILLI).comes(1, "b", ALICE, Duration.ofSeconds(10));
        two.pass(Duration.ofMillis(500));
        assertThat(two.isWaiting("b")).isTrue();
        long before = two.server.operations();
        two.pass(SECOND);
        assertThat(two.server.operations()).as("no polling").isEqualTo(before);
        two.ends(0, "a").pass(Duration.ofMillis(10));

        assertThat(two.admitted("b")).isTrue();
    }

    @Test
    void a_flow_that_waits_for_tokens_is_served_when_they_are_due() {
        Instances two = new Instances(2, Limits.of("p").quota(1, 1, SECOND).policy());

        two.comes(0, "a", ALICE).pass(MILLI).comes(1, "b", ALICE, Duration.ofSeconds(10));
        two.pass(Duration.ofMillis(900));
        assertThat(two.isWaiting("b")).isTrue();
        two.pass(Duration.ofMillis(200));

        assertThat(two.admitted("b")).isTrue();
        assertThat(two.decidedAt("b")).isBetween(SECOND, Duration.ofMillis(1_010));
    }

    @Test
    void a_flow_that_gives_up_leaves_no_tokens_in_the_store_taken() {
        Instances two = new Instances(2, Limits.of("p").rate(1, 1, HOUR).policy());

        two.comes(0, "a", ALICE).givesUp("a").pass(SECOND).comes(1, "b", ALICE).pass(SECOND);

        assertThat(two.admitted("b")).isTrue();
    }

    @Test
    void a_place_of_a_flow_that_gave_up_goes_back() {
        Instances two = new Instances(2, Limits.of("p").places(1, HOUR).policy());

        two.comes(0, "a", ALICE).givesUp("a").pass(SECOND).comes(1, "b", ALICE).pass(SECOND);

        assertThat(two.admitted("b")).isTrue();
    }

    @Test
    void without_the_store_each_instance_counts_from_what_was_known_last() {
        Instances two = new Instances(2, rate(3));

        two.comes(0, "a", ALICE).comes(1, "b", ALICE).pass(SECOND);
        two.server.stop(false);
        for (int i = 0; i < 3; i++) {
            two.comes(1, "c" + i, ALICE).pass(SECOND);
        }

        // The second instance knows of both flows.
        assertThat(two.admitted("c0")).isTrue();
        assertThat(two.admitted("c1")).isFalse();
    }

    @Test
    void the_store_counts_again_within_a_second_of_its_return() {
        Instances two = new Instances(2, rate(3));

        two.server.stop(false);
        for (int i = 0; i < 20; i++) {
            two.comes(0, "lost" + i, BOB).pass(MILLI);
        }
        two.server.start(0);
        two.pass(SECOND);
        two.comes(0, "probe", BOB).pass(MILLI);
        for (int i = 0; i < 3; i++) {
            two.comes(i % 2, "a" + i, ALICE).pass(MILLI);
        }
        two.comes(0, "over", ALICE).pass(MILLI);
        two.comes(1, "more", ALICE).pass(MILLI);

        assertThat(two.admitted("a0")).isTrue();
        assertThat(two.admitted("a2")).isTrue();
        assertThat(two.admitted("over")).isFalse();
        assertThat(two.admitted("more")).isFalse();
    }

    @Test
    void a_silent_store_costs_a_flow_its_timeout_and_then_nothing() {
        Instances one = new Instances(1, rate(100));

        one.server.pause();
        for (int i = 0; i < 20; i++) {
            one.comes(0, "a" + i, ALICE).pass(PAUSE);
        }
        one.comes(0, "b", ALICE);

        assertThat(one.admitted("a0")).isTrue();
        assertThat(one.decidedAt("a0")).isEqualTo(Instances.PATIENCE);
        assertThat(one.outcome("b")).as("decided at once").isNotNull();
    }

    private static final Duration PAUSE = Duration.ofMillis(250);

    @Test
    void admit_lets_every_flow_run_while_the_store_is_away() {
        Instances one = new Instances(1, rate(1), StoreFailure.ADMIT);

        one.server.stop(false);
        for (int i = 0; i < 5; i++) {
            one.comes(0, "a" + i, ALICE).pass(MILLI);
        }

        assertThat(one.admissions()).isEqualTo(5);
    }

    @Test
    void reject_refuses_every_flow_while_the_store_is_away() {
        Instances one = new Instances(1, rate(1), StoreFailure.REJECT);

        one.server.stop(false);
        for (int i = 0; i < 10; i++) {
            one.comes(0, "a" + i, ALICE).pass(MILLI);
        }

        assertThat(one.admissions()).isZero();
        assertThat(one.outcome("a0").reason()).isEqualTo(RejectReason.UNREACHABLE);
        assertThat(one.engines.get(0).isRefusing()).isTrue();
    }

    @Test
    void schedulers_do_without_the_store_as_limiters_do() {
        Policy policy = Limits.of("p").places(1, HOUR).quota(1, 1, HOUR).policy();
        Instances rejecting = new Instances(1, policy, StoreFailure.REJECT);
        Instances admitting = new Instances(1, policy, StoreFailure.ADMIT);
        Instances counting = new Instances(1, policy, StoreFailure.LOCAL);

        for (Instances each : java.util.List.of(rejecting, admitting, counting)) {
            each.server.stop(false);
            each.comes(0, "a", ALICE).pass(SECOND).comes(0, "b", ALICE).pass(SECOND);
        }

        assertThat(rejecting.admissions()).isZero();
        assertThat(rejecting.outcome("a").reason()).isEqualTo(RejectReason.UNREACHABLE);
        assertThat(admitting.admissions()).isEqualTo(2);
        assertThat(counting.admissions()).isEqualTo(1);
    }

    @Test
    void ends_that_the_store_could_not_be_told_are_told_when_it_is_back() {
        Instances two = new Instances(2, Limits.of("p").by("user").concurrency(1, HOUR).policy());

        two.comes(0, "a", ALICE).pass(MILLI);
        two.server.stop(false);
        two.ends(0, "a").pass(SECOND);
        two.server.start(0);
        two.pass(SECOND).comes(1, "b", ALICE).pass(SECOND);

        assertThat(two.admitted("b")).isTrue();
    }

    @Test
    void a_store_that_lost_its_data_is_told_the_places_that_are_held() {
        Instances two = new Instances(2, Limits.of("p").by("user").concurrency(1, HOUR).policy());

        two.comes(0, "a", ALICE).pass(MILLI);
        two.server.stop(true);
        two.pass(MILLI);
        two.server.start(0);
        two.pass(SECOND).comes(1, "b", ALICE).pass(SECOND);

        assertThat(two.admitted("b")).isFalse();
    }

    @Test
    void a_caller_with_a_short_deadline_does_not_get_around_the_store() {
        Instances one = new Instances(1, Limits.of("p").quota(1, 1, HOUR).policy());
        one.comes(0, "first", ALICE).pass(SECOND);

        one.server.suffer(Faults.latency(50_000_000, 50_000_000));
        for (int i = 0; i < 20; i++) {
            one.comes(0, "patient" + i, ALICE).pass(MILLI);
            one.comes(0, "hurried" + i, ALICE, Duration.ofMillis(20)).pass(SECOND);
        }

        assertThat(one.admissions()).isEqualTo(1);
    }

    @Test
    void a_lease_decides_without_a_round_trip_and_never_admits_more_than_the_limit() {
        Policy policy = Limits.of("p").by("user").lazyRate(1_000, 1, HOUR, 3600).policy();
        Instances three = new Instances(3, policy);

        int flows = 0;
        for (int round = 0; round < 1_500; round++) {
            for (int i = 0; i < 3; i++) {
                three.comes(i, "f" + flows++, ALICE);
            }
            three.pass(Duration.ofMillis(3));
        }

        assertThat(three.admissions()).isBetween(980L, 1_000L);
        assertThat(three.server.operations()).isLessThan(300);
    }

    @Test
    void a_flow_with_tokens_in_advance_or_without_a_limit_does_not_wait() {
        Policy policy = Limits.of("p").by("user").lazyRate(100, 1, HOUR, 3600).policy();
        Instances one = new Instances(1, policy);
        for (int i = 0; i < 10; i++) {
            one.comes(0, "first" + i, ALICE);
        }
        one.pass(MILLI);
        for (int i = 0; i < 8; i++) {
            one.comes(0, "more" + i, ALICE).pass(MILLI);
        }

        Engine engine = one.engines.get(0);

        assertThat(engine.ask(new FlowCheck("checkout", ALICE, 0))).isInstanceOf(Outcome.class);
        assertThat(engine.ask(new FlowCheck("elsewhere", ALICE, 0))).isInstanceOf(Outcome.class);
        assertThat(engine.ask(new FlowCheck("checkout", Map.of(), 0))).isInstanceOf(Outcome.class);
        assertThat(engine.ask(new FlowCheck("checkout", BOB, 0))).isInstanceOf(WaitingFlow.class);
    }

    @Test
    void the_rest_of_a_lease_goes_back_when_its_time_is_over() {
        Policy policy = Limits.of("p").by("user").lazyRate(100, 1, HOUR, 3600).policy();
        Instances two = new Instances(2, policy);

        for (int i = 0; i < 40; i++) {
            two.comes(0, "a" + i, ALICE);
        }
        two.pass(Duration.ofSeconds(5));
        for (int i = 0; i < 100; i++) {
            two.comes(1, "b" + i, ALICE).pass(Duration.ofMillis(20));
        }

        assertThat(two.admissions()).isEqualTo(100);
    }
}
