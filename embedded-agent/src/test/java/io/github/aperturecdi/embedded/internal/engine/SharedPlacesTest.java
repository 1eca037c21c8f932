package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.embedded.internal.engine.Engine.Returned;
import io.github.aperturecdi.embedded.internal.policy.Policy;
import io.github.aperturecdi.embedded.store.Counter;
import io.github.aperturecdi.embedded.store.Faults;
import io.github.aperturecdi.embedded.store.Places;
import io.github.aperturecdi.embedded.store.Sharing;
import io.github.aperturecdi.flow.spi.StoreFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tokens in flight that a store counts: what an instance tells the store about them, and what it
 * does not. One way takes half a millisecond.
 */
class SharedPlacesTest {

    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Faults WAY = Faults.latency(500_000, 500_000);

    /** The store answers every question with an error. */
    private static final Faults ERRORS = new Faults(500_000, 500_000, 0, 0, 0, 1, 0, 0);

    private static final Map<String, String> ALICE = Map.of("user", "alice");
    private static final Map<String, String> BOB = Map.of("user", "bob");
    private static final Counter OF_ALICE = new Counter("p", "root.0", "user:alice");
    private static final Counter OF_BOB = new Counter("p", "root.0", "user:bob");

    private static Policy concurrency(double max, Duration maxInflight) {
        return Limits.of("p").by("user").concurrency(max, maxInflight).policy();
    }

    private static Policy version(String hash, Policy policy) {
        return new Policy(policy.name(), hash, policy.file(), policy.limiters());
    }

    private static Instances one(double max, Duration maxInflight) {
        return new Instances(1, concurrency(max, maxInflight));
    }

    private static void come(Instances one, String prefix, int flows) {
        for (int i = 0; i < flows; i++) {
            one.comes(0, prefix + i, ALICE);
        }
    }

    private static void end(Instances one, String prefix, int flows) {
        for (int i = 0; i < flows; i++) {
            one.ends(0, prefix + i);
        }
    }

    private static LimiterDecision only(Instances one, String flow) {
        return one.outcome(flow).decisions().get(0);
    }

    private static void restart(Instances one, boolean losesData) {
        one.server.stop(losesData);
        one.server.start(0);
    }

    /**
     * Closes the instance.
     *
     * @return whether the close waited for the store
     */
    private static boolean closes(Instances one) throws InterruptedException {
        Thread closing = new Thread(one.engines.get(0)::close);
        closing.setDaemon(true);
        closing.start();
        await().until(
                        () ->
                                closing.getState() == Thread.State.TIMED_WAITING
                                        || closing.getState() == Thread.State.TERMINATED);
        boolean waits = closing.isAlive();
        one.pass(SECOND);
        closing.join();
        return waits;
    }

    @Test
    void a_decision_of_the_store_says_how_many_places_were_left() {
        Instances one = one(5, HOUR);

        one.comes(0, "a", ALICE).pass(MILLI).comes(0, "b", ALICE).pass(MILLI);

        assertThat(only(one, "b").current()).isEqualTo(1);
        assertThat(only(one, "b").remaining()).isEqualTo(4);
    }

    @Test
    void without_the_store_an_instance_counts_the_places_that_the_store_has_handed_out()
            throws Exception {
        Instances one = one(1, HOUR);
        one.comes(0, "a", ALICE).pass(MILLI);

        one.server.stop(false);
        CompletableFuture.runAsync(() -> one.comes(0, "b", ALICE)).get(60, TimeUnit.SECONDS);

        assertThat(one.admitted("a")).isTrue();
        assertThat(one.admitted("b")).isFalse();
    }

    @Test
    void a_place_of_the_store_is_held_for_as_long_as_the_newest_policy_says() {
        Instances one = one(5, HOUR);
        one.comes(0, "a", ALICE).pass(MILLI);
        one.engines.get(0).replace(List.of(version("v2", concurrency(5, SECOND))));
        one.comes(0, "b", ALICE).pass(MILLI);

        one.server.stop(false);
        one.pass(SECOND.plus(SECOND)).comes(0, "c", ALICE);

        assertThat(only(one, "c").current()).isEqualTo(1);
    }

    @Test
    void a_place_whose_answer_was_lost_goes_back_when_the_store_is_back() {
        Duration two = Duration.ofSeconds(2);
        for (Limits limits :
                List.of(
                        Limits.of("p").by("user").concurrency(9, two),
                        Limits.of("p").by("user").places(9, two))) {
            Instances one = new Instances(1, limits.policy());
            one.comes(0, "a", ALICE).pass(Duration.ofNanos(700_000));
            assertThat(one.server.inFlight(OF_ALICE)).isEqualTo(1);
            one.server.stop(false);
            assertThat(one.admitted("a")).as("without the store").isTrue();

            one.server.start(0);
            one.pass(SECOND);

            assertThat(one.server.inFlight(OF_ALICE)).as("the place of the flow").isEqualTo(1);
            one.ends(0, "a").pass(MILLI);
            assertThat(one.server.inFlight(OF_ALICE)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_place_that_the_store_hands_out_too_late_goes_back(boolean taken) {
        ManualStore store = new ManualStore();
        Engine engine =
                new Engine(
                        List.of(concurrency(1, HOUR)),
                        EngineSettings.DEFAULT,
                        new ManualTicker(),
                        WakeTimer.BY_HAND,
                        new Sharing(store, StoreFailure.LOCAL));
        WaitingFlow flow =
                (WaitingFlow) engine.ask(new FlowCheck("checkout", ALICE, SECOND.toNanos()));
        flow.stopAsking();
        assertThat(flow.join().admitted()).isTrue();
        store.ended.clear();

        store.answer(new Places(taken, 0, HOUR.toNanos()));

        assertThat(store.ended).hasSize(taken ? 1 : 0);
    }

    @Test
    void a_store_that_lost_its_data_is_told_how_much_time_the_places_have_left() {
        Instances one = one(1, Duration.ofSeconds(2));
        one.comes(0, "a", ALICE).pass(SECOND);
        restart(one, true);

        one.pass(Duration.ofMillis(900)).comes(0, "b", ALICE).pass(Duration.ofMillis(200));
        one.comes(0, "c", ALICE).pass(MILLI);

        assertThat(one.admitted("b")).isFalse();
        assertThat(one.admitted("c")).isTrue();
    }

    @Test
    void a_place_that_expires_now_is_not_told() {
        Instances one = one(1, SECOND);
        one.comes(0, "a", ALICE).pass(MILLI);
        one.pass(SECOND);

        long before = one.server.operations();
        restart(one, true);
        one.pass(MILLI);

        assertThat(one.server.operations()).isEqualTo(before);
    }

    @Test
    void a_full_portion_of_places_is_told_at_once() {
        Instances one = one(1_000, HOUR);
        come(one, "a", 500);
        one.pass(MILLI);

        long before = one.server.operations();
        restart(one, true);
        one.pass(MILLI);

        assertThat(one.server.inFlight(OF_ALICE)).isEqualTo(500);
        assertThat(one.server.operations()).isEqualTo(before + 1);
    }

    @Test
    void all_ends_of_an_outage_are_told_when_the_store_is_back() {
        Instances one = one(10_000, HOUR);
        one.server.suffer(Faults.NONE);
        come(one, "a", 1_300);
        one.comes(0, "stays", ALICE).pass(MILLI);

        one.server.stop(false);
        end(one, "a", 1_300);
        one.server.start(0);
        one.pass(MILLI);

        assertThat(one.server.inFlight(OF_ALICE)).isEqualTo(1);
    }

    @Test
    void past_a_bound_the_places_of_an_outage_come_back_when_they_expire() {
        int most = 100_000;
        ManualStore store = new ManualStore();
        StoreLink link = new StoreLink(new Sharing(store, StoreFailure.LOCAL), new ManualTicker());
        OwnPlaces places = link.places();
        store.connected = false;
        long expiry = new ManualTicker().nanos() + HOUR.toNanos();
        for (int i = 0; i <= most; i++) {
            places.took(OF_ALICE, "a" + i, 1, expiry);
            places.end(OF_ALICE, "a" + i);
        }

        store.connect();

        assertThat(store.ended).hasSize(most);
    }

    @Test
    void an_end_that_the_store_answers_with_an_error_is_told_again_after_a_pause() {
        Instances one = one(1_000, HOUR);
        one.comes(0, "a", ALICE).pass(MILLI);
        one.server.suffer(ERRORS);
        one.ends(0, "a").pass(MILLI);
        one.server.suffer(WAY);

        one.comes(0, "b", BOB).pass(Duration.ofMillis(99));
        assertThat(one.server.inFlight(OF_ALICE)).as("no end yet").isEqualTo(1);
        // This answer comes 100 milliseconds after the error.
        one.comes(0, "c", BOB).pass(Duration.ofMillis(2));

        assertThat(one.server.inFlight(OF_ALICE)).isZero();
    }

    @Test
    void a_place_that_the_store_refuses_to_keep_is_told_once_after_each_return_and_each_pause() {
        Instances one = one(1_000, HOUR);
        one.comes(0, "a", ALICE).pass(MILLI);
        one.server.breaks(OF_ALICE);
        long before = one.server.operations();
        for (int i = 0; i < 10; i++) {
            restart(one, false);
            one.pass(Duration.ofMillis(2));
        }
        assertThat(one.server.operations() - before).isEqualTo(10);

        for (int i = 0; i < 10; i++) {
            one.comes(0, "b" + i, BOB).pass(Duration.ofMillis(2));
        }
        assertThat(one.server.operations() - before).as("during the pause").isEqualTo(20);
        one.pass(SECOND).comes(0, "c", BOB).pass(Duration.ofMillis(2));
        assertThat(one.server.operations() - before).as("after the pause").isEqualTo(22);
    }

    @Test
    void places_that_the_store_refuses_to_keep_hold_up_no_ends_of_others() {
        Instances one = one(1_000, HOUR);
        one.comes(0, "bob", BOB).pass(MILLI);
        for (int i = 0; i < 50; i++) {
            one.comes(0, "a" + i, Map.of("user", "a" + i)).pass(MILLI);
            one.server.breaks(new Counter("p", "root.0", "user:a" + i));
        }
        restart(one, false);
        one.pass(SECOND);
        one.server.suffer(ERRORS);
        one.ends(0, "bob").pass(SECOND);
        one.server.suffer(WAY);
        assertThat(one.server.inFlight(OF_BOB)).isEqualTo(1);

        for (int i = 0; i < 10; i++) {
            one.comes(0, "c" + i, ALICE).pass(SECOND);
        }

        assertThat(one.server.inFlight(OF_BOB)).isZero();
    }

    @Test
    void a_flow_that_ended_before_the_store_is_told_to_keep_its_place_leaves_none() {
        Instances one = one(1_000, HOUR);
        one.comes(0, "a", ALICE).pass(MILLI);
        one.server.suffer(ERRORS);
        restart(one, true);
        one.pass(MILLI);
        one.server.suffer(WAY);
        one.ends(0, "a").pass(SECOND);

        // The store is told to keep the place after this answer, and its end in turn is lost.
        one.comes(0, "b", BOB).pass(Duration.ofNanos(1_700_000));
        assertThat(one.server.inFlight(OF_ALICE)).isEqualTo(1);
        one.server.suffer(ERRORS);
        one.pass(MILLI);
        one.server.suffer(WAY);
        assertThat(one.server.inFlight(OF_ALICE)).isEqualTo(1);
        one.pass(SECOND).comes(0, "c", BOB).pass(SECOND);

        assertThat(one.server.inFlight(OF_ALICE)).isZero();
    }

    @Test
    void a_store_that_counts_as_away_is_told_no_end_before_it_is_back() {
        Instances one = one(1_000, HOUR);
        one.comes(0, "a", ALICE).pass(MILLI);
        one.server.breaks(OF_BOB);
        for (int i = 0; i < 10; i++) {
            one.comes(0, "b" + i, BOB).pass(MILLI);
        }

        long before = one.server.operations();
        one.ends(0, "a").pass(SECOND);
        assertThat(one.server.operations()).isEqualTo(before);
        one.comes(0, "c", Map.of("user", "carol")).pass(SECOND);

        assertThat(one.server.inFlight(OF_ALICE)).isZero();
    }

    @Test
    void an_end_in_another_instance_says_whether_the_store_had_the_place_in_flight() {
        Instances two = new Instances(2, concurrency(1, HOUR));
        two.comes(0, "a", ALICE).pass(MILLI);
        LimiterDecision decision = only(two, "a");

        assertThat(endInSecond(two, decision)).isEqualTo(Returned.RETURNED);
        assertThat(endInSecond(two, decision)).isEqualTo(Returned.NOT_IN_FLIGHT);
        two.server.breaks(OF_ALICE);
        assertThat(endInSecond(two, decision)).isEqualTo(Returned.NOT_IN_FLIGHT);
    }

    private static Returned endInSecond(Instances two, LimiterDecision decision) {
        var returned =
                two.engines
                        .get(1)
                        .endAnywhere(decision.id(), decision.label(), decision.requestId())
                        .toCompletableFuture();
        two.pass(MILLI);
        return returned.join();
    }

    @Test
    void the_store_gets_the_end_of_a_flow_of_another_instance_now_or_not_at_all() {
        Instances two = new Instances(2, concurrency(1, HOUR));
        two.comes(0, "a", ALICE).pass(MILLI);
        LimiterDecision decision = only(two, "a");
        two.server.stop(false);

        var returned =
                two.engines
                        .get(1)
                        .endAnywhere(decision.id(), decision.label(), decision.requestId());
        two.server.start(0);
        two.pass(SECOND);

        assertThat(returned).isCompletedWithValue(Returned.NOT_IN_FLIGHT);
        assertThat(two.server.inFlight(OF_ALICE)).isEqualTo(1);
    }

    @Test
    void an_instance_without_flows_in_flight_closes_without_a_wait() throws Exception {
        Instances one = one(1, HOUR);
        one.comes(0, "a", ALICE).pass(MILLI).comes(0, "refused", ALICE).pass(MILLI);
        one.ends(0, "a").pass(MILLI);

        assertThat(closes(one)).isFalse();
    }

    @Test
    void an_instance_that_closes_waits_until_the_store_has_its_ends() throws Exception {
        Instances one = one(1_000, HOUR);
        come(one, "a", 20);
        one.pass(MILLI);
        end(one, "a", 20);

        assertThat(closes(one)).isTrue();
        assertThat(one.server.inFlight(OF_ALICE)).isZero();
    }

    @Test
    void an_instance_that_closes_gives_more_than_a_portion_of_places_back() throws Exception {
        Instances one = one(1_000, HOUR);
        come(one, "a", 600);
        one.pass(MILLI);

        closes(one);

        assertThat(one.server.inFlight(OF_ALICE)).isZero();
    }

    @Test
    void an_instance_that_closes_does_not_tell_the_ends_of_many_places_that_have_expired()
            throws Exception {
        Instances one = one(10_000, SECOND);
        come(one, "a", 999);
        one.pass(SECOND.dividedBy(2)).comes(0, "later", ALICE).pass(SECOND.dividedBy(2));
        // The first ones expire a second after their answers.
        one.pass(MILLI).comes(0, "last", ALICE).pass(MILLI);

        long before = one.server.operations();
        closes(one);

        assertThat(one.server.operations() - before).isEqualTo(2);
    }
}
