package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.embedded.store.Leased;
import io.github.aperturecdi.embedded.store.Tokens;
import io.github.aperturecdi.flow.spi.StoreFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The tokens that an instance takes from the store in advance. A lease lasts 15 minutes. */
class LeasesTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration LEASE = HOUR.dividedBy(4);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Map<String, String> BOTH = Map.of("user", "alice", "tenant", "t");

    private OneInstance one = new OneInstance(lazy());

    private static Limits lazy() {
        return Limits.of("p").by("user").tokens("cost").lazyRate(100, 1, HOUR, 4);
    }

    /** A second limiter asks the store about each flow. */
    private static Limits lazyAndNot() {
        return lazy().by("tenant").tokens("").rate(1, 1, HOUR);
    }

    @AfterEach
    void no_lease_stays_locked() throws Exception {
        one.letsOtherThreadsIn("alice");
    }

    private StoreByHand.Question last() {
        return one.store.last("lease");
    }

    private int leases() {
        return one.store.asked("lease").size();
    }

    private List<StoreByHand.Question> settled() {
        return one.store.asked("settle");
    }

    /** A lease after two flows, with one token for the next one. */
    private void leaseWithOneToken() {
        one.comes("alice");
        last().answer(new Leased(true, 0, 99, 0));
        one.comes("alice");
        last().answer(new Leased(true, 1, 97, 0));
    }

    private void assertSettled(double tokens) {
        assertThat(settled()).singleElement().matches(told -> told.number(0) == tokens);
        assertThat(settled().get(0).about())
                .isEqualTo(StoreLink.counter(new LimiterId("p", "", "root.0"), "user:alice"));
    }

    @Test
    void a_question_takes_as_much_in_advance_as_flows_have_got_so_far() {
        leaseWithOneToken();
        one.comes("alice");
        one.comes("alice");

        assertThat(one.store.asked("lease"))
                .extracting(question -> question.number(2))
                .containsExactly(0.0, 1.0, 3.0);
    }

    @Test
    void a_question_takes_a_quarter_of_a_full_bucket_in_advance_at_most() {
        one.comes("alice", 60);
        last().answer(new Leased(true, 0, 40, 0));
        one.comes("alice", 30);

        assertThat(last().number(1)).isEqualTo(30);
        assertThat(last().number(2)).isEqualTo(25);
    }

    @Test
    void flows_get_the_tokens_of_a_lease_to_the_last_one_without_a_question() {
        one.comes("alice");
        last().answer(new Leased(true, 0, 99, 0));
        CompletableFuture<Outcome> second = one.comes("alice");
        last().answer(new Leased(true, 1, 97, 0));
        CompletableFuture<Outcome> third = one.comes("alice");

        assertThat(OneInstance.only(second).remaining()).isEqualTo(98);
        assertThat(OneInstance.only(second).current()).isEqualTo(2);
        assertThat(OneInstance.only(third).remaining()).isEqualTo(97);
        assertThat(leases()).isEqualTo(2);
        assertThat(one.comes("alice")).isNotDone();
    }

    @Test
    void a_flow_without_tokens_passes_and_sees_what_the_lease_holds() {
        leaseWithOneToken();

        assertThat(OneInstance.only(one.comes("alice", 0)).remaining()).isEqualTo(98);
        assertThat(one.comes("bob", 0).getNow(null).admitted()).isTrue();
    }

    @Test
    void flows_for_as_many_tokens_as_were_refused_are_refused_until_the_store_may_have_them() {
        CompletableFuture<Outcome> first = one.comes("alice", 5);
        last().answer(new Leased(false, 0, 4, 3 * SECOND.toNanos()));
        one.pass(SECOND);

        assertThat(first.getNow(null).waitNanos()).isEqualTo(3 * SECOND.toNanos());
        assertThat(one.comes("alice", 5).getNow(null).waitNanos()).isEqualTo(2 * SECOND.toNanos());
        assertThat(one.comes("alice", 6).getNow(null).admitted()).isFalse();
        assertThat(leases()).isEqualTo(1);
        one.pass(SECOND).pass(SECOND);
        assertThat(one.comes("alice", 5)).isNotDone();
    }

    /** A limit that fills in a day. Its bucket is idle after two hours. */
    private static Instances withALongInterval() {
        return new Instances(
                1,
                Limits.of("p")
                        .by("user")
                        .tokens("cost")
                        .lazyRate(1_000, 1_000, Duration.ofDays(1), 4)
                        .policy());
    }

    private static void come(Instances one, String name, int flows, int cost, Duration pause) {
        Map<String, String> labels = Map.of("user", "alice", "cost", "" + cost);
        for (int i = 0; i < flows; i++) {
            one.comes(0, name + i, labels).pass(pause);
        }
    }

    @Test
    void a_bucket_in_use_through_leases_is_not_idle() {
        Instances instance = withALongInterval();

        come(instance, "first", 900, 1, Duration.ofMillis(20));
        come(instance, "slow", 18, 1, Duration.ofMinutes(10));
        come(instance, "second", 1_500, 1, Duration.ofMillis(20));

        assertThat(instance.admissions()).isBetween(1_000L, 1_000L + 1_000 / 6);
    }

    @Test
    void a_refusal_for_longer_than_the_idle_time_keeps_the_bucket_in_use() {
        Instances instance = withALongInterval();

        come(instance, "large", 6 * 60, 200, Duration.ofMinutes(1));

        assertThat(instance.admissions()).as("a full bucket and its fill").isEqualTo(6);
    }

    @Test
    void a_refusal_by_the_instance_alone_is_a_use_of_the_bucket() {
        Instances instance = withALongInterval();
        come(instance, "first", 6, 200, Duration.ofMillis(20));
        instance.pass(Duration.ofMinutes(55));
        come(instance, "alone", 1, 200, Duration.ofMinutes(100));

        come(instance, "last", 6, 200, Duration.ofMillis(20));

        assertThat(instance.admissions()).as("a full bucket and its fill").isEqualTo(5);
    }

    @Test
    void a_refusal_for_longer_than_the_idle_time_announces_the_whole_wait() {
        one = new OneInstance(Limits.of("p").by("user").tokens("cost").lazyRate(100, 1, HOUR, 1));
        one.comes("alice", 5);
        last().answer(new Leased(false, 0, 0, 5 * HOUR.toNanos()));
        one.pass(HOUR.minusNanos(1));

        assertThat(one.comes("alice", 5).getNow(null).waitNanos())
                .isEqualTo(4 * HOUR.toNanos() + 1);
        one.pass(Duration.ofNanos(1));
        assertThat(one.comes("alice", 5)).as("it asks again").isNotDone();
    }

    @Test
    void what_the_store_never_has_is_refused_without_a_wait_for_the_time_of_a_lease() {
        CompletableFuture<Outcome> flow = one.comes("alice", 101);
        last().answer(new Leased(false, 0, 100, 0));
        assertThat(flow.getNow(null).admitted()).isFalse();
        assertThat(flow.getNow(null).waitNanos()).isZero();

        one.pass(LEASE.minusNanos(1));
        assertThat(one.comes("alice", 101).getNow(null).admitted()).isFalse();
        one.pass(Duration.ofNanos(1));
        assertThat(one.comes("alice", 101)).isNotDone();
    }

    @Test
    void a_flow_that_would_be_refused_does_not_overtake_those_that_wait_for_the_store() {
        one.comes("alice", 10);
        last().answer(new Leased(false, 0, 5, HOUR.toNanos()));
        CompletableFuture<Outcome> small = one.comes("alice", 1);
        CompletableFuture<Outcome> large = one.comes("alice", 10);
        assertThat(large).isNotDone();

        last().answer(new Leased(true, 9, 0, 0));

        assertThat(small.getNow(null).admitted()).isTrue();
        assertThat(large).isNotDone();
    }

    @Test
    void tokens_stay_in_the_lease_when_the_store_is_not_asked() {
        leaseWithOneToken();
        one.storeFails("bob", "lease");
        CompletableFuture<Outcome> large = one.comes("alice", 5);

        assertThat(OneInstance.only(large).alone()).isTrue();
        assertThat(OneInstance.only(one.comes("alice")).alone()).isFalse();
    }

    @Test
    void without_the_store_an_instance_goes_on_from_its_last_answer() {
        one.comes("alice");
        last().answer(new Leased(true, 0, 0, 0));
        one.store.disconnect();
        CompletableFuture<Outcome> next = one.comes("alice");

        assertThat(OneInstance.only(next).alone()).isTrue();
        assertThat(next.getNow(null).admitted()).isFalse();
    }

    @Test
    void a_late_answer_gives_back_what_it_grants() {
        CompletableFuture<Outcome> flow = one.comes("alice");
        OneInstance.stopsAsking(flow);
        assertThat(OneInstance.only(flow).alone()).isTrue();

        last().answer(new Leased(true, 5, 94, 0));

        assertSettled(-6);
    }

    @Test
    void a_late_refusal_gives_nothing_back() {
        OneInstance.stopsAsking(one.comes("alice"));

        last().answer(new Leased(false, 0, 0, 0));

        assertThat(settled()).isEmpty();
    }

    @Test
    void a_lease_without_tokens_sets_no_alarm() {
        one.comes("alice");
        last().answer(new Leased(false, 0, 0, HOUR.toNanos()));

        assertThat(one.engine.untilNextWake()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void the_rest_goes_back_when_the_lease_is_over() {
        leaseWithOneToken();
        one.pass(LEASE.minusNanos(1));
        assertThat(settled()).isEmpty();

        one.pass(Duration.ofNanos(1));

        assertSettled(-1);
    }

    @Test
    void a_lease_whose_tokens_are_spent_gives_nothing_back() {
        leaseWithOneToken();
        one.comes("alice");

        one.pass(LEASE);

        assertThat(settled()).isEmpty();
    }

    @Test
    void the_rest_of_a_lease_that_ends_while_the_store_is_away_goes_back_later() {
        leaseWithOneToken();
        one.store.disconnect();
        one.pass(LEASE);
        one.store.connect();
        one.pass(LEASE.minusNanos(1));
        assertThat(settled()).isEmpty();

        one.pass(Duration.ofNanos(1));

        assertSettled(-1);
    }

    @Test
    void a_policy_that_goes_gives_the_rest_of_its_leases_back() {
        leaseWithOneToken();

        one.engine.replace(List.of());

        assertSettled(-1);
    }

    @Test
    void a_policy_that_goes_has_nothing_to_give_back_of_a_spent_lease() {
        leaseWithOneToken();
        one.comes("alice");

        one.engine.replace(List.of());

        assertThat(settled()).isEmpty();
    }

    /** A flow that has a token of its lease, and waits for the other limiter. */
    private CompletableFuture<Outcome> waitsForTheOther() {
        one = new OneInstance(lazyAndNot());
        CompletableFuture<Outcome> flow = one.comes(BOTH);
        last().answer(new Leased(true, 0, 99, 0));
        return flow;
    }

    private void otherRefuses() {
        one.store.last("take").answer(new Tokens(false, 0, 1));
    }

    @Test
    void tokens_of_a_flow_that_is_refused_elsewhere_count_as_if_it_had_not_come() {
        CompletableFuture<Outcome> flow = waitsForTheOther();
        otherRefuses();
        assertThat(flow.getNow(null).admitted()).isFalse();
        assertThat(settled()).isEmpty();

        one.comes(BOTH);
        assertThat(leases()).as("the next flow gets the token").isEqualTo(1);
        one.comes(BOTH);
        assertThat(last().number(2)).isEqualTo(1);
    }

    @Test
    void a_replaced_limiter_keeps_no_lease_and_its_tokens_go_back_at_once() {
        waitsForTheOther();
        one.engine.replace(List.of());
        otherRefuses();

        assertSettled(-1);
    }

    @Test
    void tokens_that_came_back_to_a_lease_go_back_to_the_store_at_its_end() {
        waitsForTheOther();
        otherRefuses();

        one.pass(LEASE);

        assertSettled(-1);
    }

    @Test
    void tokens_of_a_lease_that_is_over_go_back_to_the_store() {
        waitsForTheOther();
        one.pass(LEASE);

        otherRefuses();

        assertSettled(-1);
    }

    @Test
    void tokens_of_a_value_without_a_lease_go_back_to_the_store() {
        one = new OneInstance(lazyAndNot(), StoreFailure.LOCAL, 1);
        one.comes(Map.of("user", "first", "tenant", "t"));
        CompletableFuture<Outcome> flow = one.comes(BOTH);
        List<StoreByHand.Question> takes = one.store.asked("take");
        takes.get(takes.size() - 2).answer(new Tokens(true, 99, 0));
        assertThat(leases()).isEqualTo(1);

        otherRefuses();

        assertThat(flow.getNow(null).admitted()).isFalse();
        assertSettled(-1);
    }

    @Test
    void a_flow_that_is_refused_elsewhere_still_waits_for_the_answer_of_its_lease() {
        one = new OneInstance(lazyAndNot());
        CompletableFuture<Outcome> flow = one.comes(BOTH);
        otherRefuses();
        assertThat(flow).isNotDone();

        last().answer(new Leased(true, 0, 99, 0));

        assertThat(flow.getNow(null).admitted()).isFalse();
        one.comes(BOTH);
        assertThat(leases()).as("the next flow gets the token").isEqualTo(1);
    }

    @Test
    void the_token_of_a_flow_that_was_cancelled_is_for_the_next_one() {
        CompletableFuture<Outcome> gone = one.comes("alice");
        CompletableFuture<Outcome> next = one.comes("alice");
        gone.cancel(false);

        last().answer(new Leased(true, 0, 99, 0));

        assertThat(next.getNow(null).admitted()).isTrue();
        assertThat(leases()).isEqualTo(1);
    }

    @Test
    void a_cancelled_flow_gives_back_what_it_has_before_its_lease_is_answered() {
        one = new OneInstance(lazyAndNot());
        CompletableFuture<Outcome> flow = one.comes(BOTH);
        one.store.last("take").answer(new Tokens(true, 0, 0));

        flow.cancel(false);

        assertThat(settled()).singleElement().matches(told -> told.number(0) == -1);
    }

    @Test
    void the_store_is_asked_again_for_the_others_when_a_flow_has_waited_too_long() {
        CompletableFuture<Outcome> first = one.comes("alice");
        CompletableFuture<Outcome> second = one.comes("alice");
        StoreByHand.Question late = last();

        OneInstance.stopsAsking(second);

        assertThat(OneInstance.only(second).alone()).isTrue();
        assertThat(leases()).isEqualTo(2);
        late.answer(new Leased(true, 0, 99, 0));
        assertSettled(-1);
        assertThat(first).isNotDone();
        last().answer(new Leased(true, 0, 99, 0));
        assertThat(first.getNow(null).admitted()).isTrue();
    }

    @Test
    void a_flow_that_came_before_a_question_does_not_abandon_it() {
        one.comes("alice");
        CompletableFuture<Outcome> second = one.comes("alice");
        CompletableFuture<Outcome> third = one.comes("alice");
        one.pass(Duration.ofNanos(1));
        last().answer(new Leased(true, 0, 99, 0));
        assertThat(leases()).isEqualTo(2);

        OneInstance.stopsAsking(third);

        assertThat(OneInstance.only(third).alone()).isTrue();
        assertThat(leases()).isEqualTo(2);
        last().answer(new Leased(true, 0, 98, 0));
        assertThat(second.getNow(null).admitted()).isTrue();
        assertThat(settled()).isEmpty();
    }

    @Test
    void a_lease_is_forgotten_when_its_demand_is_not_known_any_more() {
        Lease lease = new Lease(true, 5);
        assertThat(lease.isAsNew(4, false)).isFalse();
        assertThat(lease.isAsNew(5, false)).isTrue();

        lease.left = 1;
        assertThat(lease.isAsNew(5, false)).isFalse();

        lease.left = 0;
        lease.asks = true;
        assertThat(lease.isAsNew(5, false)).isFalse();
    }
}
