package io.github.aperturecdi.embedded.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.flow.spi.CacheKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The time and the faults of simulated stores. */
class SimulatedStoreTest {

    private static final long MILLI = 1_000_000;
    private static final long HOUR = Duration.ofHours(1).toNanos();
    private static final Counter COUNTER = new Counter("p", "root.0", "default");
    private static final Bucket STILL = new Bucket(100, 0, HOUR, true, false, Long.MAX_VALUE);
    private static final PlaceLimit ONE = new PlaceLimit(1, HOUR);

    private final VirtualTime time = new VirtualTime();
    private final SimulatedServer server = new SimulatedServer(time, new Random(1));
    private final SimulatedStore store = server.connect();

    private CompletableFuture<Tokens> take(double tokens) {
        return store.take(COUNTER, STILL, tokens, 0).toCompletableFuture();
    }

    private CompletableFuture<Places> place(SharedStore by, String requestId) {
        return by.take(COUNTER, ONE, requestId, 1, true).toCompletableFuture();
    }

    private void answerLost(double probability) {
        server.suffer(new Faults(0, 0, 0, 0, probability, 0, 0, 0));
    }

    @Test
    void an_operation_is_done_after_one_way_and_answered_after_two() {
        server.suffer(Faults.latency(MILLI, MILLI));

        CompletableFuture<Tokens> answer = take(1);

        time.pass(MILLI - 1);
        assertThat(server.operations()).isZero();
        time.pass(1);
        assertThat(server.operations()).isEqualTo(1);
        time.pass(MILLI - 1);
        assertThat(answer).isNotDone();
        time.pass(1);
        assertThat(answer).isCompletedWithValue(new Tokens(true, 99, 0));
    }

    @Test
    void operations_are_done_and_answered_in_their_order() {
        server.suffer(Faults.latency(0, MILLI));
        List<String> answered = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        double left = 100;
        for (int i = 0; i < 13; i++) {
            int tokens = i;
            left -= i;
            take(i).thenAccept(answer -> answered.add(tokens + " of " + answer.available()));
            expected.add(tokens + " of " + left);
        }

        time.pass(2 * MILLI);

        assertThat(answered).isEqualTo(expected);
    }

    @Test
    void some_ways_are_late() {
        server.suffer(new Faults(0, MILLI, 0.1, 1_000 * MILLI, 0, 0, 0, 0));
        int late = 0;
        for (int i = 0; i < 100; i++) {
            CompletableFuture<Tokens> answer = take(0);
            time.pass(2 * MILLI);
            late += answer.isDone() ? 0 : 1;
            time.pass(3_000 * MILLI);
            assertThat(answer).isDone();
        }
        assertThat(late).isBetween(5, 50);
    }

    @Test
    void a_lost_answer_is_to_an_operation_that_was_done() {
        answerLost(1);
        CompletableFuture<Tokens> lost = take(1);
        time.pass(HOUR);
        assertThat(lost).isNotDone();

        answerLost(0);
        CompletableFuture<Tokens> next = take(1);
        time.pass(0);
        assertThat(next.join().available()).isEqualTo(98);

        store.disconnect();
        assertThat(lost).isCompletedExceptionally();
    }

    @Test
    void an_operation_that_failed_was_not_done() {
        server.suffer(new Faults(0, 0, 0, 0, 0, 1, 0, 0));
        CompletableFuture<Tokens> failed = take(1);
        time.pass(0);
        checkFailed(failed, "answered with an error");

        server.suffer(Faults.NONE);
        CompletableFuture<Tokens> next = take(0);
        time.pass(0);
        assertThat(next.join().available()).isEqualTo(100);
    }

    @Test
    void an_operation_may_fail_after_it_was_done() {
        server.suffer(new Faults(0, 0, 0, 0, 0, 0, 1, 0));
        CompletableFuture<Tokens> failed = take(1);
        time.pass(0);
        checkFailed(failed, "answered with an error");

        server.suffer(Faults.NONE);
        CompletableFuture<Tokens> next = take(0);
        time.pass(0);
        assertThat(next.join().available()).isEqualTo(99);
    }

    private static void checkFailed(CompletableFuture<?> stage, String message) {
        assertThat(stage)
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(StoreException.class)
                .withMessageContaining(message);
    }

    @Test
    void faults_are_as_frequent_as_set() {
        server.suffer(new Faults(0, 0, 0, 0, 0.1, 0.2, 0.3, 0));
        List<CompletableFuture<Tokens>> answers = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            answers.add(take(0.01));
        }
        time.pass(0);

        assertThat(answers.stream().filter(each -> !each.isDone()).count()).isBetween(60L, 140L);
        assertThat(answers.stream().filter(CompletableFuture::isCompletedExceptionally).count())
                .isBetween(430L, 570L);
        assertThat(server.operations()).isBetween(740L, 860L);
    }

    @Test
    void a_server_that_is_away_answers_with_errors_until_it_is_back() {
        AtomicInteger back = new AtomicInteger();
        store.onConnected(back::incrementAndGet);
        server.suffer(Faults.latency(MILLI, MILLI));
        CompletableFuture<Tokens> done = take(1);
        time.pass(MILLI);
        CompletableFuture<Tokens> onItsWay = take(1);
        for (int i = 0; i < 20; i++) {
            take(1);
        }

        server.stop(false);

        assertThat(store.connected()).isFalse();
        checkFailed(done, "is lost");
        checkFailed(onItsWay, "is lost");
        checkFailed(take(1), "not connected");
        time.pass(HOUR);
        assertThat(store.connected()).isFalse();

        server.start(100 * MILLI);
        time.pass(100 * MILLI);

        assertThat(store.connected()).isTrue();
        assertThat(back).hasValue(1);
        CompletableFuture<Tokens> next = take(0);
        time.pass(2 * MILLI);
        assertThat(next.join().available()).isEqualTo(99);
    }

    @Test
    void a_server_may_lose_its_data() {
        CacheKey key = new CacheKey.Global("k");
        take(1);
        place(store, "a");
        store.put(key, new byte[1], Duration.ofHours(1));
        time.pass(0);
        assertThat(server.inFlight(COUNTER)).isEqualTo(1);

        server.stop(true);
        server.start(0);
        time.pass(0);

        CompletableFuture<Tokens> tokens = take(0);
        CompletionStage<byte[]> cached = store.get(key);
        time.pass(0);
        assertThat(tokens.join().available()).isEqualTo(100);
        assertThat(cached.toCompletableFuture()).isCompletedWithValue(null);
        assertThat(server.inFlight(COUNTER)).isZero();
    }

    @Test
    void a_lost_connection_leaves_it_open_whether_an_operation_was_done() {
        server.suffer(Faults.latency(MILLI, MILLI));
        for (int i = 0; i < 100; i++) {
            take(1);
            store.disconnect();
            time.pass(MILLI);
            store.reconnect();
        }

        assertThat(server.operations()).isBetween(20L, 80L);
    }

    @Test
    void a_paused_server_keeps_the_connection_and_does_everything_later() {
        server.pause();
        CompletableFuture<Tokens> first = take(1);
        CompletableFuture<Tokens> second = take(1);
        time.pass(HOUR);
        assertThat(store.connected()).isTrue();
        assertThat(first).isNotDone();

        server.resume();
        time.pass(0);

        assertThat(first.join().available()).isEqualTo(99);
        assertThat(second.join().available()).isEqualTo(98);
    }

    @Test
    void a_message_takes_a_time_or_is_lost() {
        SimulatedStore other = server.connect();
        AtomicInteger told = new AtomicInteger();
        other.watch(COUNTER, told::incrementAndGet);
        time.pass(0);
        told.set(0);
        freeAPlace();
        time.pass(0);
        assertThat(told).hasValue(1);

        server.suffer(new Faults(0, 0, 0, 0, 0, 0, 0, 1));
        freeAPlace();
        time.pass(HOUR);

        assertThat(told).hasValue(1);
    }

    private void freeAPlace() {
        place(store, "a");
        place(store, "b");
        store.end(COUNTER, "a");
        time.pass(0);
    }

    @Test
    void an_instance_without_connection_gets_no_message_and_is_told_when_it_is_back() {
        SimulatedStore other = server.connect();
        AtomicInteger told = new AtomicInteger();
        other.watch(COUNTER, told::incrementAndGet);
        time.pass(0);
        told.set(0);
        other.disconnect();
        freeAPlace();
        time.pass(HOUR);
        assertThat(told).hasValue(0);

        other.reconnect();

        assertThat(told).hasValue(1);
    }

    @Test
    void an_instance_that_comes_while_the_server_is_away_connects_later() {
        server.stop(false);
        SimulatedStore late = server.connect();
        assertThat(late.connected()).isFalse();

        server.start(0);
        time.pass(0);

        assertThat(late.connected()).isTrue();
        late.close();
        late.reconnect();
        assertThat(late.connected()).isFalse();
    }

    @Test
    void a_seed_is_the_same_run_each_time() {
        assertThat(run(7)).isEqualTo(run(7)).isNotEqualTo(run(8));
    }

    private static List<String> run(long seed) {
        VirtualTime time = new VirtualTime();
        SimulatedServer server = new SimulatedServer(time, new Random(seed));
        server.suffer(new Faults(0, MILLI, 0.1, 100 * MILLI, 0.1, 0.1, 0.1, 0.1));
        SimulatedStore store = server.connect();
        List<String> log = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            store.take(COUNTER, STILL, 1, 0)
                    .handle(
                            (tokens, error) ->
                                    log.add(time.elapsed() + " " + tokens + " " + text(error)));
            time.pass(MILLI);
        }
        return log;
    }

    private static String text(Throwable error) {
        return error instanceof CompletionException ? "wrapped" : String.valueOf(error);
    }
}
