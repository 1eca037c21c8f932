package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.aperturecdi.embedded.store.HeldPlace;
import io.github.aperturecdi.embedded.store.Leased;
import io.github.aperturecdi.embedded.store.Places;
import io.github.aperturecdi.embedded.store.Tokens;
import io.github.aperturecdi.flow.spi.StoreFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an instance makes of each answer of its store, and how it parts from the store. */
class StoreLinkTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Tokens TAKEN = new Tokens(true, 50, 0);
    private static final Logger LOG = Logger.getLogger(Engine.class.getName());

    private final List<String> messages = new ArrayList<>();
    private final Handler handler =
            new Handler() {
                @Override
                public void publish(LogRecord logged) {
                    messages.add(logged.getMessage());
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    private OneInstance one = new OneInstance(rate());

    private static Limits rate() {
        return Limits.of("p").by("user").rate(100, 1, HOUR);
    }

    private static Limits concurrency() {
        return Limits.of("p").by("user").concurrency(100, HOUR);
    }

    @BeforeEach
    void listen() {
        LOG.addHandler(handler);
    }

    @AfterEach
    void listenNoMore() {
        LOG.removeHandler(handler);
    }

    private StoreByHand.Question last(String what) {
        return one.store.last(what);
    }

    private int count(String what) {
        return one.store.asked(what).size();
    }

    private void failsOnce() {
        one.comes("alice");
        last("take").fail();
    }

    private void answersOnce() {
        one.comes("alice");
        last("take").answer(TAKEN);
    }

    private List<String> told(String id) {
        return messages.stream().filter(message -> message.contains(id)).toList();
    }

    @Test
    void the_return_of_a_store_tells_how_many_decisions_were_made_without_it() {
        for (Limits limits : List.of(rate(), Limits.of("p").by("user").quota(100, 1, HOUR))) {
            messages.clear();
            one = new OneInstance(limits, StoreFailure.ADMIT);
            one.storeFails("alice", "take");
            one.comes("alice");
            one.comes("alice");
            one.pass(SECOND);

            answersOnce();

            assertThat(told("APERTURE-272"))
                    .singleElement()
                    .asString()
                    .contains("by hand", "failed by hand", "limiters admit all flows");
            assertThat(told("APERTURE-273"))
                    .singleElement()
                    .asString()
                    .contains("by hand", "7 decisions");
        }
    }

    private void failsInPart(int times) {
        for (int i = 0; i < times; i++) {
            one.comes("bob");
            last("take").failInPart();
        }
    }

    @Test
    void a_store_that_has_lost_a_part_and_answers_about_others_does_not_count_as_away() {
        answersOnce();
        failsInPart(10);
        one.pass(SECOND.minusNanos(1));
        failsInPart(10);

        assertThat(told("APERTURE-272")).isEmpty();
        assertThat(told("APERTURE-274")).hasSize(1);
        answersOnce();
        assertThat(told("APERTURE-273")).isEmpty();
    }

    @Test
    void a_store_whose_parts_are_all_lost_counts_as_away() {
        answersOnce();
        one.pass(SECOND);
        failsInPart(5);

        assertThat(told("APERTURE-272")).hasSize(1);
        one.pass(SECOND);
        answersOnce();
        assertThat(told("APERTURE-273")).hasSize(1);
    }

    @Test
    void silence_is_told_as_such() {
        for (int i = 0; i < 6; i++) {
            CompletableFuture<Outcome> flow = one.comes("alice");
            one.pass(Duration.ofMillis(250));
            if (!flow.isDone()) {
                OneInstance.stopsAsking(flow);
            }
        }

        assertThat(told("APERTURE-272")).singleElement().asString().contains("no answer in time");
    }

    @Test
    void the_fifth_question_without_a_usable_answer_is_told_and_the_next_a_minute_later() {
        for (int i = 0; i < 4; i++) {
            failsOnce();
            answersOnce();
        }
        assertThat(messages).isEmpty();
        failsOnce();
        answersOnce();
        assertThat(told("APERTURE-274")).singleElement().asString().contains("5 questions");

        one.pass(MINUTE.minusNanos(1));
        for (int i = 0; i < 7; i++) {
            failsOnce();
            answersOnce();
        }
        assertThat(messages).hasSize(1);
        one.pass(Duration.ofNanos(1));
        failsOnce();
        assertThat(told("APERTURE-274")).hasSize(2).element(1).asString().contains("8 questions");
    }

    @Test
    void failures_from_before_an_outage_do_not_count_after_it() {
        one.storeFails("alice", "take");
        one.pass(SECOND);
        answersOnce();

        for (int i = 0; i < 4; i++) {
            failsOnce();
            answersOnce();
        }
        assertThat(told("APERTURE-274")).isEmpty();
        failsOnce();
        assertThat(told("APERTURE-274")).hasSize(1);
    }

    @Test
    void late_answers_count_as_questions_without_a_usable_answer() {
        for (int i = 0; i < 5; i++) {
            OneInstance.stopsAsking(one.comes("alice"));
            last("take").answer(TAKEN);
        }

        assertThat(told("APERTURE-274")).singleElement().asString().contains("no answer in time");
    }

    @Test
    void a_late_answer_gives_back_the_tokens_that_it_grants() {
        OneInstance.stopsAsking(one.comes("alice"));
        OneInstance.stopsAsking(one.comes("bob"));

        one.store.asked("take").get(0).answer(TAKEN);
        one.store.asked("take").get(1).answer(new Tokens(false, 0, 1));

        assertThat(one.store.asked("settle")).hasSize(1);
        assertThat(last("settle").number(0)).isEqualTo(-1);
    }

    @Test
    void a_flow_that_stops_asking_keeps_the_answers_that_it_has() {
        one = new OneInstance(Limits.of("p").rate(9, 1, HOUR).by("user").rate(9, 1, HOUR));
        CompletableFuture<Outcome> flow = one.comes("alice");
        one.store.asked("take").get(0).answer(new Tokens(true, 3, 0));

        OneInstance.stopsAsking(flow);

        List<LimiterDecision> decisions = flow.getNow(null).decisions();
        assertThat(decisions.get(0).alone()).isFalse();
        assertThat(decisions.get(0).remaining()).isEqualTo(3);
        assertThat(decisions.get(0).current()).isEqualTo(6);
        assertThat(decisions.get(1).alone()).isTrue();
    }

    @Test
    void tokens_in_flight_go_back_once_when_their_question_fails_or_takes_too_long() {
        one = new OneInstance(concurrency());
        one.comes("alice");
        last("place").fail();
        assertThat(count("end")).isEqualTo(1);

        OneInstance.stopsAsking(one.comes("alice"));
        assertThat(count("end")).isEqualTo(2);
        last("place").fail();

        assertThat(count("end")).isEqualTo(2);
    }

    @Test
    void an_end_that_the_store_has_refused_is_told_again_with_a_later_answer() {
        one = new OneInstance(concurrency());
        CompletableFuture<Outcome> flow = one.comes("alice");
        last("place").answer(new Places(true, 0, 1));
        LimiterDecision decision = OneInstance.only(flow);
        one.engine.end(decision.id(), decision.label(), decision.requestId());
        last("end").fail();
        one.pass(SECOND);

        one.comes("bob");
        last("place").answer(new Places(true, 0, 1));

        assertThat(count("end")).isEqualTo(2);
    }

    @Test
    void a_store_that_answers_again_is_told_the_tokens_in_flight() {
        one = new OneInstance(concurrency());
        one.comes("alice");
        last("place").answer(new Places(true, 0, 1));
        one.storeFails("bob", "place");
        one.pass(SECOND);
        assertThat(count("keep")).isZero();

        one.comes("bob");
        last("place").answer(new Places(true, 0, 1));

        assertThat(one.store.asked("keep"))
                .flatExtracting(StoreByHand.Question::parameters)
                .flatExtracting(places -> (List<?>) places)
                .filteredOn(held -> ((HeldPlace) held).leftNanos() == HOUR.minus(SECOND).toNanos())
                .isNotEmpty();
    }

    @Test
    void a_store_that_throws_is_one_that_fails() {
        one.store.throwing = true;

        assertThat(OneInstance.only(one.comes("alice")).alone()).isTrue();
    }

    @Test
    void an_engine_says_whether_it_waits_for_a_store_and_which() {
        assertThat(one.engine.mayWait("anywhere")).isTrue();
        assertThat(one.engine.store()).isEqualTo("by hand");
        assertThat(new Engine(List.of(), one.time).store()).isNull();
    }

    @Test
    void only_limiters_that_reject_without_the_store_refuse_and_only_while_it_is_away() {
        for (StoreFailure onFailure : StoreFailure.values()) {
            one = new OneInstance(rate(), onFailure);
            assertThat(one.engine.isRefusing()).isFalse();

            one.store.disconnect();

            assertThat(one.engine.isRefusing()).isEqualTo(onFailure == StoreFailure.REJECT);
        }
    }

    @Test
    void the_store_says_whether_tokens_of_another_instance_were_in_flight() {
        one = new OneInstance(concurrency());
        LimiterId id = new LimiterId("p", "p-hash", "root.0");
        CompletableFuture<Engine.Returned> theirs =
                one.engine.endAnywhere(id, "user:alice", "theirs").toCompletableFuture();
        assertThat(theirs).isNotDone();
        last("end").answer(true);
        CompletableFuture<Engine.Returned> unknown =
                one.engine.endAnywhere(id, "user:alice", "unknown").toCompletableFuture();
        last("end").answer(false);

        assertThat(theirs.getNow(null)).isEqualTo(Engine.Returned.RETURNED);
        assertThat(unknown.getNow(null)).isEqualTo(Engine.Returned.NOT_IN_FLIGHT);
        assertThat(one.engine.endAnywhere(id, "user:alice", "").toCompletableFuture().getNow(null))
                .isEqualTo(Engine.Returned.NOT_IN_FLIGHT);
    }

    @Test
    void flows_that_no_shared_limiter_counts_do_not_ask() {
        one =
                new OneInstance(
                        Limits.of("p")
                                .tokens("cost")
                                .by("user")
                                .rate(1, 1, HOUR)
                                .passThrough()
                                .rate(1, 1, HOUR));
        CompletableFuture<Outcome> none = one.comes(Map.of());
        assertThat(none.getNow(null).decisions()).hasSize(2).noneMatch(LimiterDecision::counted);
        CompletableFuture<Outcome> free = one.comes("alice", 0);
        assertThat(free.getNow(null).decisions().get(0).counted()).isTrue();
        assertThat(free.getNow(null).decisions().get(0).consumed()).isZero();

        one = new OneInstance(Limits.of("p").passThrough().rate(1, 1, HOUR));
        assertThat(OneInstance.only(one.comes(Map.of())).counted()).isFalse();
        assertThat(one.store.questions).isEmpty();
    }

    @Test
    void a_flow_that_is_answered_leaves_no_alarm() {
        CompletableFuture<Outcome> flow = one.comes("alice");
        ((WaitingFlow) flow).stopAskingIn(SECOND.toNanos());
        assertThat(one.engine.untilNextWake()).isEqualTo(SECOND.toNanos());

        last("take").answer(TAKEN);

        assertThat(one.engine.untilNextWake()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void a_flow_with_tokens_in_advance_still_waits_at_a_scheduler() {
        one = new OneInstance(Limits.of("p").lazyRate(100, 1, HOUR, 4).quota(1, 1, HOUR));
        one.comes("alice");
        last("lease").answer(new Leased(true, 9, 90, 0));
        last("take").answer(new Tokens(false, 0, 1));

        assertThat(one.comes("alice")).isNotDone();
        assertThat(count("lease")).isEqualTo(1);
        assertThat(count("take")).isEqualTo(2);
    }

    /** A thread that closes the engine, and waits for an answer. */
    private Thread closes() {
        Thread closing = new Thread(one.engine::close);
        closing.setDaemon(true);
        closing.start();
        await().until(() -> closing.getState() == Thread.State.TIMED_WAITING || !closing.isAlive());
        return closing;
    }

    @Test
    void an_engine_that_closes_waits_for_what_a_store_grants_to_flows_that_gave_up()
            throws Exception {
        one.comes("alice").cancel(false);
        Thread closing = closes();
        assertThat(one.store.closed).isFalse();

        last("take").answer(TAKEN);
        last("settle").answer(TAKEN);

        closing.join();
        assertThat(one.store.closed).isTrue();
    }

    @Test
    void an_engine_that_closes_gives_the_rest_of_its_leases_back() throws Exception {
        one = new OneInstance(Limits.of("p").by("user").lazyRate(100, 1, HOUR, 4));
        one.comes("alice");
        last("lease").answer(new Leased(true, 9, 90, 0));
        Thread closing = closes();
        assertThat(last("settle").number(0)).isEqualTo(-9);
        assertThat(one.store.closed).isFalse();

        last("settle").answer(TAKEN);

        closing.join();
        assertThat(one.store.closed).isTrue();
        assertThat(one.engine.untilNextWake()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void a_closed_engine_rings_no_alarm() {
        CompletableFuture<Outcome> flow = one.comes("alice");
        ((WaitingFlow) flow).stopAskingIn(SECOND.toNanos());
        one.store.disconnect();

        one.engine.close();

        assertThat(one.engine.untilNextWake()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void a_second_thread_may_close_an_engine_as_well() throws Exception {
        one.engine.close();

        CompletableFuture.runAsync(one.engine::close).get(60, TimeUnit.SECONDS);

        assertThat(one.store.closed).isTrue();
    }

    @Test
    void a_thread_that_is_interrupted_as_it_closes_an_engine_stays_interrupted() {
        one = new OneInstance(concurrency());
        one.comes("alice");
        last("place").answer(new Places(true, 0, 1));

        Thread.currentThread().interrupt();
        one.engine.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(one.store.closed).isTrue();
    }

    @Test
    void an_engine_that_closes_gives_back_the_rest_of_a_lease_that_it_gets_meanwhile()
            throws Exception {
        one = new OneInstance(Limits.of("p").by("user").lazyRate(100, 1, HOUR, 4));
        one.comes("alice");
        Thread closing = closes();

        last("lease").answer(new Leased(true, 4, 90, 0));

        await().until(() -> count("settle") == 1);
        assertThat(last("settle").number(0)).isEqualTo(-4);
        last("settle").answer(TAKEN);
        closing.join();
    }
}
