package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.embedded.store.Bucket;
import io.github.aperturecdi.embedded.store.HeldPlace;
import io.github.aperturecdi.embedded.store.PlaceLimit;
import io.github.aperturecdi.embedded.store.Places;
import io.github.aperturecdi.embedded.store.Tokens;
import io.github.aperturecdi.flow.spi.StoreFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Schedulers whose tokens are in a store, question by question. */
class SharedSchedulersTest {

    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final long HOUR_NANOS = HOUR.toNanos();
    private static final Places NONE_LEFT = new Places(false, 1, HOUR_NANOS);

    private OneInstance one;

    private static Limits quota() {
        return Limits.of("p").by("user").quota(2, 1, SECOND);
    }

    private static Limits places(double max) {
        return Limits.of("p").by("user").places(max, HOUR);
    }

    private void with(Limits limits) {
        with(limits, StoreFailure.LOCAL);
    }

    private void with(Limits limits, StoreFailure onFailure) {
        one = new OneInstance(limits, onFailure);
    }

    private StoreByHand.Question last(String what) {
        return one.store.last(what);
    }

    /** The store is away from now on, and its last answer was earlier. */
    private void away() {
        one.pass(MILLI);
        one.store.disconnect();
    }

    private int count(String what) {
        return one.store.asked(what).size();
    }

    @AfterEach
    void no_queue_stays_locked() throws Exception {
        one.letsOtherThreadsIn("alice");
    }

    @Test
    void a_flow_waits_for_the_tokens_that_it_has_taken_in_advance() {
        with(quota());
        CompletableFuture<Outcome> flow = one.comes("alice");
        last("take").answer(new Tokens(true, -1, SECOND.toNanos()));
        one.pass(Duration.ofMillis(400));

        one.comes("alice").cancel(false);

        assertThat(one.engine.untilNextWake()).isEqualTo(Duration.ofMillis(600).toNanos());
        one.pass(Duration.ofMillis(600).minusNanos(1));
        assertThat(flow).isNotDone();
        one.pass(Duration.ofNanos(1));
        assertThat(flow.getNow(null).admitted()).isTrue();
        assertThat(OneInstance.only(flow).remaining()).isEqualTo(-1);
        assertThat(OneInstance.only(flow).current()).isEqualTo(3);
        assertThat(count("settle")).isZero();
    }

    @Test
    void tokens_that_are_granted_too_late_go_back() {
        with(quota());
        one.comes("alice").cancel(false);
        assertThat(count("settle")).isZero();

        last("take").answer(new Tokens(true, 1, 0));

        assertThat(last("settle").number(0)).isEqualTo(-1);
    }

    @Test
    void a_late_refusal_gives_nothing_back() {
        with(quota());
        one.comes("alice").cancel(false);

        last("take").answer(new Tokens(false, 0, SECOND.toNanos()));

        assertThat(count("settle")).isZero();
    }

    @Test
    void tokens_in_advance_go_back_when_their_flow_gives_up() {
        with(quota());
        CompletableFuture<Outcome> flow = one.comes("alice");
        last("take").answer(new Tokens(true, -1, SECOND.toNanos()));

        flow.cancel(false);

        assertThat(last("settle").number(0)).isEqualTo(-1);
    }

    @Test
    void without_the_store_flows_wait_for_tokens_of_this_jvm() {
        with(quota());
        away();
        assertThat(one.comes("alice").getNow(null).admitted()).isTrue();
        assertThat(one.comes("alice").getNow(null).admitted()).isTrue();

        CompletableFuture<Outcome> gone = one.comes("alice");
        assertThat(gone).isNotDone();
        gone.cancel(false);
        CompletableFuture<Outcome> next = one.comes("alice");

        one.pass(SECOND.minusNanos(1));
        one.comes("alice").cancel(false);
        assertThat(next).isNotDone();
        one.pass(Duration.ofNanos(1));
        assertThat(OneInstance.only(next).alone()).isTrue();
        assertThat(one.store.questions).isEmpty();
    }

    @Test
    void a_flow_without_an_answer_is_refused_while_the_store_answers_others() {
        for (Limits limits : List.of(quota(), places(1))) {
            with(limits, StoreFailure.ADMIT);
            CompletableFuture<Outcome> alice = one.comes("alice");
            one.comes("bob");
            answerLastPlaceOrTokens();

            OneInstance.stopsAsking(alice);

            assertThat(alice.getNow(null).reason()).isEqualTo(RejectReason.NO_TOKENS);
        }
    }

    @Test
    void a_flow_whose_question_fails_does_without_the_store_although_others_are_answered() {
        for (Limits limits : List.of(quota(), places(1))) {
            with(limits, StoreFailure.ADMIT);
            CompletableFuture<Outcome> alice = one.comes("alice");
            StoreByHand.Question asked = one.store.questions.get(0);
            one.comes("bob");
            answerLastPlaceOrTokens();

            asked.fail();

            assertThat(alice.getNow(null).admitted()).isTrue();
        }
    }

    private void answerLastPlaceOrTokens() {
        StoreByHand.Question last = one.store.questions.get(one.store.questions.size() - 1);
        last.answer(last.what().equals("take") ? new Tokens(true, 1, 0) : new Places(true, 0, 1));
    }

    @Test
    void a_flow_that_waited_as_long_for_its_turn_as_for_the_answer_abandons_its_question() {
        with(quota());
        one.comes("alice");
        CompletableFuture<Outcome> flow = one.comes("alice");
        one.pass(MILLI);
        last("take").answer(new Tokens(false, 0, 1));
        assertThat(count("take")).isEqualTo(2);
        one.pass(MILLI);

        OneInstance.stopsAsking(flow);

        assertThat(flow.getNow(null).admitted()).isFalse();
    }

    @Test
    void a_store_that_answers_no_flow_of_a_scheduler_counts_as_away() {
        with(quota(), StoreFailure.REJECT);
        for (int i = 0; i < 8; i++) {
            CompletableFuture<Outcome> flow = one.comes("alice");
            one.pass(Duration.ofMillis(250));
            if (!flow.isDone()) {
                OneInstance.stopsAsking(flow);
            }
        }

        assertThat(one.engine.isRefusing()).isTrue();
    }

    @Test
    void a_new_version_fills_the_bucket_in_the_store_and_in_this_jvm() {
        with(quota());
        one.comes("alice");
        last("take").answer(new Tokens(true, 0, 0));

        one.replace(Limits.of("p").by("user").quota(3, 1_000, SECOND));

        one.pass(MILLI);
        CompletableFuture<Outcome> asking = one.comes("alice");
        Bucket bucket = (Bucket) last("take").parameters().get(0);
        assertThat(bucket.capacity()).isEqualTo(3);
        assertThat(bucket.fillAmount()).isEqualTo(1_000);
        last("take").fail();
        assertThat(asking.getNow(null).admitted()).as("by a token of this JVM").isTrue();
    }

    @Test
    void this_jvm_goes_on_from_the_last_answer_about_tokens_also_when_others_gave_some_back() {
        with(quota());
        one.comes("alice");
        last("take").answer(new Tokens(true, 0, 0));
        one.comes("alice");
        last("take").answer(new Tokens(true, 1, 0));
        away();

        assertThat(one.comes("alice").getNow(null).admitted()).isTrue();
        assertThat(one.comes("alice")).isNotDone();
    }

    @Test
    void values_that_share_a_bucket_of_this_jvm_do_not_fill_it_for_each_other() {
        one = new OneInstance(quota(), StoreFailure.LOCAL, 1);
        one.comes("first");
        last("take").answer(new Tokens(true, 1, 0));
        one.comes("alice");
        last("take").answer(new Tokens(true, 0, 0));
        for (int i = 0; i < 1_000; i++) {
            one.comes("fresh" + i);
            last("take").answer(new Tokens(true, 1, 0));
        }
        away();

        assertThat(one.comes("alice")).isNotDone();
    }

    @Test
    void a_value_with_nothing_to_remember_makes_room_for_another() {
        one = new OneInstance(quota(), StoreFailure.LOCAL, 1);
        one.comes("alice");
        last("take").answer(new Tokens(true, 2, 0));
        one.comes("bob");
        last("take").answer(new Tokens(true, 1, 0));

        assertThat(one.engine.countedTogether()).isZero();
    }

    @Test
    void a_flow_watches_for_a_free_place_and_asks_again_for_each() {
        with(places(1));
        CompletableFuture<Outcome> flow = one.comes("alice");
        assertThat(last("place").parameters().get(3)).isEqualTo(false);
        last("place").answer(NONE_LEFT);
        assertThat(one.store.watches).hasSize(1);
        assertThat(last("place").parameters().get(3)).as("waits").isEqualTo(true);
        last("place").answer(NONE_LEFT);
        assertThat(count("place")).isEqualTo(2);

        one.store.watches.get(0).freed.run();
        last("place").answer(new Places(true, 0, HOUR_NANOS));

        assertThat(flow.getNow(null).admitted()).isTrue();
        assertThat(OneInstance.only(flow).remaining()).isEqualTo(1);
        assertThat(one.store.watches.get(0).ended).isTrue();
    }

    @Test
    void a_flow_that_comes_does_not_ask_again_for_one_that_watches() {
        with(places(1));
        one.comes("alice");
        last("place").answer(NONE_LEFT);
        last("place").answer(NONE_LEFT);

        one.comes("alice");

        assertThat(count("place")).isEqualTo(2);
    }

    @Test
    void the_decision_names_the_places_that_are_left() {
        with(places(5));
        CompletableFuture<Outcome> flow = one.comes("alice");
        last("place").answer(new Places(true, 2, HOUR_NANOS));

        assertThat(OneInstance.only(flow).current()).isEqualTo(2);
        assertThat(OneInstance.only(flow).remaining()).isEqualTo(3);
    }

    @Test
    void a_message_that_finds_the_store_away_admits_the_flow_that_waits() {
        with(places(1), StoreFailure.ADMIT);
        CompletableFuture<Outcome> flow = one.comes("alice");
        last("place").answer(NONE_LEFT);
        last("place").answer(NONE_LEFT);
        away();

        one.store.watches.get(0).freed.run();

        assertThat(flow.getNow(null).admitted()).isTrue();
    }

    @Test
    void a_place_that_the_store_may_have_given_goes_back_when_it_returns() {
        with(places(1));
        CompletableFuture<Outcome> flow = one.comes("alice");
        Object requestId = last("place").parameters().get(1);
        away();
        flow.cancel(false);
        assertThat(count("end")).isZero();

        one.store.connect();

        assertThat(last("end").parameters()).containsExactly(requestId);
    }

    @Test
    void a_place_goes_back_whose_question_has_failed() {
        with(places(1), StoreFailure.ADMIT);
        CompletableFuture<Outcome> flow = one.comes("alice");
        Object requestId = last("place").parameters().get(1);

        last("place").fail();

        assertThat(flow.getNow(null).admitted()).isTrue();
        assertThat(last("end").parameters()).containsExactly(requestId);
    }

    @Test
    void the_store_is_told_the_places_of_running_flows_when_it_is_back() {
        with(places(1));
        one.comes("alice");
        Object requestId = last("place").parameters().get(1);
        last("place").answer(new Places(true, 0, HOUR_NANOS));
        away();
        one.pass(SECOND);

        one.store.connect();

        assertThat(last("keep").parameters())
                .containsExactly(
                        List.of(
                                new HeldPlace(
                                        requestId.toString(),
                                        1,
                                        HOUR.minus(SECOND).minus(MILLI).toNanos())));
    }

    @Test
    void an_instance_that_stops_ends_no_place_that_it_has_not_got() {
        with(places(1));
        CompletableFuture<Outcome> flow = one.comes("alice");
        last("place").answer(NONE_LEFT);
        last("place").answer(NONE_LEFT);
        flow.cancel(false);

        one.engine.close();

        assertThat(count("end")).isZero();
        assertThat(one.store.closed).isTrue();
    }

    @Test
    void without_the_store_places_that_it_has_given_are_still_held() {
        with(places(1));
        CompletableFuture<Outcome> holds = one.comes("alice");
        last("place").answer(new Places(true, 0, HOUR_NANOS));
        CompletableFuture<Outcome> waits = one.comes("alice");
        last("place").answer(NONE_LEFT);
        last("place").answer(NONE_LEFT);
        away();
        one.comes("alice");
        assertThat(waits).isNotDone();

        ends(holds);

        assertThat(OneInstance.only(waits).alone()).isTrue();
        assertThat(one.store.watches.get(0).ended).isTrue();
    }

    private void ends(CompletableFuture<Outcome> flow) {
        LimiterDecision decision = OneInstance.only(flow);
        one.engine.end(decision.id(), decision.label(), decision.requestId());
    }

    @Test
    void a_flow_that_waited_without_the_store_asks_it_again_when_it_is_back() {
        with(places(1));
        away();
        CompletableFuture<Outcome> holds = one.comes("alice");
        CompletableFuture<Outcome> waits = one.comes("alice");
        one.store.connect();
        assertThat(count("place")).isZero();

        ends(holds);

        assertThat(count("place")).isEqualTo(1);
        last("place").answer(new Places(true, 0, HOUR_NANOS));
        assertThat(OneInstance.only(waits).alone()).isFalse();
    }

    @Test
    void a_new_version_bounds_the_places_in_the_store_and_in_this_jvm() {
        with(places(1));
        one.comes("alice");
        last("place").answer(new Places(true, 0, HOUR_NANOS));

        one.replace(places(3));

        one.comes("alice");
        assertThat(last("place").parameters().get(0)).isEqualTo(new PlaceLimit(3, HOUR_NANOS));
        last("place").answer(new Places(true, 1, HOUR_NANOS));
        away();
        assertThat(one.comes("alice").getNow(null).admitted()).isTrue();
        assertThat(one.comes("alice")).isNotDone();
    }

    @Test
    void an_old_version_of_a_shared_scheduler_is_known_as_long_as_its_flows_may_be_in_flight() {
        for (Limits limits : List.of(quota(), places(2))) {
            with(limits);
            CompletableFuture<Outcome> flow = one.comes("alice");
            answerLastPlaceOrTokens();
            one.replace(Limits.of("p"));
            one.pass(Duration.ofMinutes(90));
            one.replace(Limits.of("p"));
            LimiterDecision old = OneInstance.only(flow);

            assertThat(one.engine.end(old.id(), old.label(), old.requestId()))
                    .isEqualTo(
                            old.requestId().isEmpty()
                                    ? Engine.Returned.UNKNOWN_LIMITER
                                    : Engine.Returned.NOT_IN_FLIGHT);
        }
    }

    @Test
    void a_value_that_holds_no_place_makes_room_for_another() {
        one = new OneInstance(places(1), StoreFailure.LOCAL, 1);
        CompletableFuture<Outcome> flow = one.comes("alice");
        last("place").answer(new Places(true, 0, HOUR_NANOS));
        ends(flow);

        one.comes("bob");

        assertThat(one.engine.countedTogether()).isZero();
    }

    @Test
    void a_flow_that_is_refused_as_its_answer_comes_too_late_watches_no_longer() {
        with(places(1));
        CompletableFuture<Outcome> flow = one.comes("alice");
        last("place").answer(NONE_LEFT);
        last("place").answer(NONE_LEFT);
        one.pass(SECOND);
        one.store.watches.get(0).freed.run();
        one.comes("bob");
        last("place").answer(new Places(true, 0, HOUR_NANOS));
        one.pass(SECOND);

        OneInstance.stopsAsking(flow);

        assertThat(flow.getNow(null).admitted()).isFalse();
        assertThat(one.store.watches.get(0).ended).isTrue();
    }
}
