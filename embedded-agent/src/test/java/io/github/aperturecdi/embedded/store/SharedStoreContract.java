package io.github.aperturecdi.embedded.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.aperturecdi.flow.spi.CacheKey;
import io.github.aperturecdi.flow.spi.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every {@link SharedStore} does. A subclass opens stores of one server, and says how time
 * passes. Counters and keys are new in each test, so the server may keep its data.
 *
 * <p>Most buckets fill so slowly, in hours, that the numbers hold on a slow machine as well.
 */
public abstract class SharedStoreContract {

    private static final long HOUR = Duration.ofHours(1).toNanos();
    private static final long MILLIS = 1_000_000;

    /** What a slow bucket gains while a test runs, and a wait loses. */
    private static final Offset<Double> SLOWLY = within(0.5);

    /** Two clocks of one machine need not agree to the last millisecond. */
    private static final long CLOCKS = 5 * MILLIS;

    private final String run = UUID.randomUUID().toString();
    private final List<SharedStore> opened = new ArrayList<>();

    /** The store of an instance. */
    private SharedStore store;

    /** The store of another instance on the same server. */
    private SharedStore other;

    /**
     * Opens the store of one more instance, and waits until it is connected.
     *
     * @return a store; the contract hands it to {@link #done} after the test
     */
    protected abstract SharedStore open();

    /**
     * Ends the use of a store. A store that takes long to close may be kept for a later test.
     *
     * @param store the store, closed or not
     */
    protected void done(SharedStore store) {
        store.close();
    }

    /**
     * Waits for an answer.
     *
     * @param stage a stage of a store
     * @return its value
     */
    protected abstract <T> T answer(CompletionStage<T> stage);

    /**
     * Waits until a condition is met, or fails. The condition may ask the store.
     *
     * @param condition the condition
     */
    protected abstract void until(BooleanSupplier condition);

    /**
     * Waits until time has passed on the server.
     *
     * @param time how long
     */
    protected abstract void pass(Duration time);

    /**
     * A clock that runs as that of the server.
     *
     * @return the clock
     */
    protected abstract Ticker clock();

    @BeforeEach
    void openTwo() {
        store = openOne();
        other = openOne();
    }

    private SharedStore openOne() {
        SharedStore one = open();
        opened.add(one);
        return one;
    }

    @AfterEach
    void closeAll() {
        opened.forEach(this::done);
    }

    private Counter counter() {
        return counter("default");
    }

    private Counter counter(String label) {
        return new Counter(run, "root.0", label);
    }

    /** A bucket of 10 tokens that gets 5 in each hour. */
    private static Bucket slow(boolean continuous, boolean delayed) {
        return new Bucket(10, 5, HOUR, continuous, delayed, Long.MAX_VALUE);
    }

    private static Bucket slow() {
        return slow(true, false);
    }

    /** A bucket that is not filled, so its numbers are exact. */
    private static Bucket still(double capacity) {
        return new Bucket(capacity, 0, HOUR, true, false, Long.MAX_VALUE);
    }

    private Tokens take(Counter counter, Bucket bucket, double tokens) {
        return answer(store.take(counter, bucket, tokens, 0));
    }

    private static double hours(long nanos) {
        return (double) nanos / HOUR;
    }

    // Buckets

    @Test
    void a_bucket_that_was_never_used_is_full() {
        assertThat(take(counter(), still(10), 0)).isEqualTo(new Tokens(true, 10, 0));
    }

    @Test
    void tokens_are_taken_while_there_are_enough() {
        assertThat(take(counter(), still(10), 4)).isEqualTo(new Tokens(true, 6, 0));
        assertThat(take(counter(), still(10), 6)).isEqualTo(new Tokens(true, 0, 0));
        assertThat(take(counter(), still(10), 0)).isEqualTo(new Tokens(true, 0, 0));
    }

    @Test
    void a_refusal_takes_nothing() {
        take(counter(), still(10), 4);

        assertThat(take(counter(), still(10), 6.5)).isEqualTo(new Tokens(false, 6, 0));
        assertThat(take(counter(), still(10), 6)).isEqualTo(new Tokens(true, 0, 0));
    }

    @Test
    void a_bucket_without_capacity_admits_what_needs_no_tokens() {
        assertThat(take(counter(), still(0), 0)).isEqualTo(new Tokens(true, 0, 0));
        assertThat(take(counter(), still(0), 1)).isEqualTo(new Tokens(false, 0, 0));
    }

    @Test
    void more_than_the_capacity_is_refused_and_has_no_wait() {
        assertThat(take(counter(), slow(), 10.5)).isEqualTo(new Tokens(false, 10, 0));
        assertThat(take(counter(), slow(), 10)).isEqualTo(new Tokens(true, 0, 0));
    }

    @Test
    void instances_share_a_bucket() {
        answer(store.take(counter(), still(10), 4, 0));

        assertThat(answer(other.take(counter(), still(10), 5, 0)))
                .isEqualTo(new Tokens(true, 1, 0));
        assertThat(answer(store.take(counter(), still(10), 2, 0)))
                .isEqualTo(new Tokens(false, 1, 0));
    }

    @ParameterizedTest(name = "{2} tokens, continuous {0}, delayed {1}: {3} hours")
    @CsvSource({
        "true, false, 1, 0.2",
        "true, false, 5, 1",
        "true, false, 10, 2",
        "true, false, 10.5, 0",
        "false, false, 1, 1",
        "false, false, 5, 1",
        "false, false, 6, 2",
        "false, false, 10, 2",
        "true, true, 1, 2.2",
        "true, true, 10, 4",
        "false, true, 1, 2",
        "false, true, 5, 2",
        "false, true, 6, 3",
        "false, true, 10, 3"
    })
    void an_empty_bucket_names_the_shortest_wait_that_is_long_enough(
            boolean continuous, boolean delayed, double tokens, double hours) {
        Bucket bucket = slow(continuous, delayed);
        take(counter(), bucket, 10);

        Tokens refused = take(counter(), bucket, tokens);

        assertThat(refused.taken()).isFalse();
        assertThat(refused.available()).isCloseTo(0, within(0.1));
        assertThat(hours(refused.waitNanos())).isCloseTo(hours, within(0.03));
    }

    @Test
    void a_bucket_that_was_not_full_is_not_delayed_again() {
        Bucket bucket = slow(true, true);
        take(counter(), bucket, 1);
        take(counter(), bucket, 9);

        assertThat(hours(take(counter(), bucket, 1).waitNanos())).isCloseTo(2.2, within(0.03));
    }

    @Test
    void the_delay_begins_with_the_first_take_from_a_full_bucket() {
        Bucket bucket = new Bucket(10, 10, 2_000 * MILLIS, true, true, Long.MAX_VALUE);
        take(counter(), bucket, 1);
        pass(Duration.ofMillis(1_200));
        take(counter(), bucket, 9);

        assertThat(take(counter(), bucket, 1).waitNanos()).isLessThanOrEqualTo(1_000 * MILLIS);
    }

    @Test
    void tokens_come_continuously() {
        Bucket bucket = new Bucket(4, 1, HOUR / 60, true, false, Long.MAX_VALUE);
        take(counter(), bucket, 4);

        until(
                () -> {
                    double available = take(counter(), bucket, 0).available();
                    return available > 0 && available != Math.rint(available);
                });
    }

    @Test
    void tokens_come_all_at_once_at_the_end_of_each_interval() {
        Bucket bucket = new Bucket(15, 5, 50 * MILLIS, false, false, Long.MAX_VALUE);
        take(counter(), bucket, 14);
        List<Double> seen = new ArrayList<>();

        until(
                () -> {
                    seen.add(take(counter(), bucket, 0).available());
                    return seen.get(seen.size() - 1) == 15;
                });

        assertThat(seen).isSubsetOf(1.0, 6.0, 11.0, 15.0);
    }

    @ParameterizedTest(name = "continuous {0}, delayed {1}")
    @CsvSource({"true, false", "false, false", "true, true", "false, true"})
    void no_stretch_of_time_admits_more_than_a_bucket_and_its_fill(
            boolean continuous, boolean delayed) {
        long interval = 10 * MILLIS;
        Bucket bucket = new Bucket(8, 2, interval, continuous, delayed, Long.MAX_VALUE);
        long begin = clock().nanos();
        AtomicInteger admitted = new AtomicInteger();

        until(
                () -> {
                    for (SharedStore one : opened) {
                        if (answer(one.take(counter(), bucket, 1, 0)).taken()) {
                            admitted.incrementAndGet();
                        }
                    }
                    return clock().nanos() - begin > 30 * interval && admitted.get() > 8;
                });

        double intervals = (double) (clock().nanos() - begin + CLOCKS) / interval;
        assertThat(admitted.get()).isGreaterThan(8).isLessThanOrEqualTo((int) (8 + 2 * intervals));
    }

    @Test
    void tokens_are_there_after_the_announced_wait() {
        Bucket bucket = new Bucket(10, 10, 3_000 * MILLIS, true, false, Long.MAX_VALUE);
        take(counter(), bucket, 10);
        Tokens refused = take(counter(), bucket, 10);
        assertThat(refused.waitNanos()).isBetween(1L, 3_000 * MILLIS);

        pass(Duration.ofNanos(refused.waitNanos()));

        assertThat(take(counter(), bucket, 10).taken()).isTrue();
    }

    @Test
    void a_bucket_that_was_idle_for_too_long_is_full_again() {
        Bucket bucket = new Bucket(10, 0, HOUR, true, false, 50 * MILLIS);
        take(counter(), bucket, 10);

        pass(Duration.ofMillis(60));

        assertThat(take(counter(), bucket, 1)).isEqualTo(new Tokens(true, 9, 0));
    }

    @Test
    void a_refused_flow_keeps_a_bucket_in_use() {
        long idle = 400 * MILLIS;
        Bucket bucket = new Bucket(10, 0, HOUR, true, false, idle);
        long used = clock().nanos();
        take(counter(), bucket, 10);
        long begin = used;
        while (clock().nanos() - begin < 3 * idle) {
            pass(Duration.ofMillis(100));
            long before = used;
            used = clock().nanos();
            boolean taken = take(counter(), bucket, 1).taken();
            if (clock().nanos() - before >= idle) {
                // The machine was too slow for this test.
                return;
            }
            assertThat(taken).isFalse();
        }
    }

    @Test
    void fractions_are_kept_to_the_last_bit() {
        Bucket bucket = still(1);
        double expected = 1;
        for (double tokens : new double[] {0.1, 0.2, 1 / 3.0, 1e-17, Double.MIN_VALUE, 0.3}) {
            expected -= tokens;
            assertThat(take(counter(), bucket, tokens).available()).isEqualTo(expected);
        }
        Bucket huge = still(1e300);
        take(counter("huge"), huge, 1e299);
        assertThat(take(counter("huge"), huge, 1).available()).isEqualTo(1e300 - 1e299 - 1);
        Bucket exact = still(0x1p53);
        take(counter("exact"), exact, 1);
        assertThat(take(counter("exact"), exact, 0).available()).isEqualTo(0x1p53 - 1);
    }

    @Test
    void a_bucket_that_fills_once_in_an_age_refuses() {
        for (boolean continuous : new boolean[] {true, false}) {
            Counter counter = counter("continuous " + continuous);
            Bucket bucket = new Bucket(1, 1, Long.MAX_VALUE, continuous, false, Long.MAX_VALUE);
            take(counter, bucket, 1);

            Tokens refused = take(counter, bucket, 1);

            assertThat(refused.taken()).isFalse();
            assertThat(refused.available()).isCloseTo(0, within(0.001));
        }
    }

    @Test
    void another_version_of_a_policy_continues_the_count() {
        take(counter(), still(10), 4);

        assertThat(take(counter(), still(20), 1)).isEqualTo(new Tokens(true, 5, 0));
        assertThat(take(counter(), still(3), 0)).isEqualTo(new Tokens(true, 3, 0));
        assertThat(take(counter(), still(10), 0)).isEqualTo(new Tokens(true, 3, 0));
    }

    @Test
    void another_version_of_a_policy_has_its_own_capacity() {
        take(counter(), still(10), 4);

        assertThat(take(counter(), still(20), 15)).isEqualTo(new Tokens(false, 6, 0));
        assertThat(answer(store.settle(counter(), still(20), -50)).available()).isEqualTo(20);
    }

    // Tokens in advance

    @Test
    void tokens_are_taken_in_advance_if_their_wait_is_accepted() {
        take(counter(), slow(), 10);

        Tokens first = answer(store.take(counter(), slow(), 5, 2 * HOUR));
        Tokens second = answer(other.take(counter(), slow(), 4, 2 * HOUR));

        assertThat(first.taken()).isTrue();
        assertThat(first.available()).isCloseTo(-5, SLOWLY);
        assertThat(hours(first.waitNanos())).isCloseTo(1, within(0.03));
        assertThat(second.taken()).isTrue();
        assertThat(second.available()).isCloseTo(-9, SLOWLY);
        assertThat(hours(second.waitNanos())).isCloseTo(1.8, within(0.03));
    }

    @Test
    void tokens_of_a_longer_wait_are_not_taken() {
        take(counter(), slow(), 9);

        Tokens refused = answer(store.take(counter(), slow(), 6, HOUR / 2));

        assertThat(refused.taken()).isFalse();
        assertThat(refused.available()).isCloseTo(1, SLOWLY);
        assertThat(hours(refused.waitNanos())).isCloseTo(1, within(0.03));
    }

    @Test
    void tokens_that_are_there_need_no_wait() {
        assertThat(answer(store.take(counter(), still(10), 10, HOUR)))
                .isEqualTo(new Tokens(true, 0, 0));
    }

    @Test
    void tokens_of_a_bucket_that_is_not_filled_are_not_taken_in_advance() {
        take(counter(), still(10), 9);

        assertThat(answer(store.take(counter(), still(10), 2, Long.MAX_VALUE)))
                .isEqualTo(new Tokens(false, 1, 0));
    }

    @Test
    void more_than_the_capacity_can_be_taken_in_advance() {
        Tokens taken = answer(store.take(counter(), slow(), 15, 2 * HOUR));

        assertThat(taken.taken()).isTrue();
        assertThat(taken.available()).isCloseTo(-5, SLOWLY);
        assertThat(hours(taken.waitNanos())).isCloseTo(1, within(0.03));
    }

    @ParameterizedTest(name = "continuous {0}, delayed {1}: {2} hours")
    @CsvSource({"true, false, 1.2", "false, false, 2", "true, true, 3.2", "false, true, 3"})
    void tokens_in_advance_wait_for_the_fill(boolean continuous, boolean delayed, double hours) {
        Bucket bucket = slow(continuous, delayed);
        take(counter(), bucket, 10);

        Tokens taken = answer(store.take(counter(), bucket, 6, 9 * HOUR));

        assertThat(taken.taken()).isTrue();
        assertThat(hours(taken.waitNanos())).isCloseTo(hours, within(0.03));
    }

    @Test
    void tokens_in_advance_are_there_after_their_wait() {
        Bucket bucket = new Bucket(1, 1, 3_000 * MILLIS, true, false, Long.MAX_VALUE);
        take(counter(), bucket, 1);
        Tokens taken = answer(store.take(counter(), bucket, 1, HOUR));
        assertThat(taken.available()).isNegative();

        pass(Duration.ofNanos(taken.waitNanos()));

        Tokens later = take(counter(), bucket, 0);
        assertThat(later.taken()).isTrue();
        assertThat(later.available()).isNotNegative();
    }

    @Test
    void an_overdrawn_bucket_refuses_even_what_needs_no_tokens() {
        answer(store.settle(counter(), slow(), 15));

        assertThat(take(counter(), slow(), 0).taken()).isFalse();
    }

    // Settling

    @Test
    void spent_tokens_may_overdraw_a_bucket() {
        Tokens settled = answer(store.settle(counter(), slow(), 15));

        assertThat(settled.taken()).isTrue();
        assertThat(settled.available()).isCloseTo(-5, SLOWLY);
        assertThat(hours(settled.waitNanos())).isCloseTo(1, within(0.03));
        assertThat(answer(other.settle(counter(), slow(), 5)).available()).isCloseTo(-10, SLOWLY);
    }

    @Test
    void returned_tokens_can_be_taken_again() {
        take(counter(), still(10), 8);

        assertThat(answer(store.settle(counter(), still(10), -5)))
                .isEqualTo(new Tokens(true, 7, 0));
        assertThat(take(counter(), still(10), 7).taken()).isTrue();
    }

    @Test
    void returned_tokens_never_fill_a_bucket_past_its_capacity() {
        take(counter(), still(10), 1);

        assertThat(answer(store.settle(counter(), still(10), -5)))
                .isEqualTo(new Tokens(true, 10, 0));
        assertThat(answer(store.settle(counter("new"), still(10), -5)))
                .isEqualTo(new Tokens(true, 10, 0));
    }

    @Test
    void returned_tokens_never_overfill_a_bucket_that_is_delayed() {
        take(counter(), slow(true, true), 1);

        assertThat(answer(store.settle(counter(), slow(true, true), -5)).available()).isEqualTo(10);
    }

    @Test
    void returned_tokens_do_not_end_a_delay() {
        Bucket bucket = slow(true, true);
        take(counter(), bucket, 10);

        answer(store.settle(counter(), bucket, -1));

        assertThat(hours(take(counter(), bucket, 2).waitNanos())).isCloseTo(2.2, within(0.03));
    }

    @Test
    void settling_nothing_tells_what_is_there() {
        take(counter(), still(10), 3);

        assertThat(answer(store.settle(counter(), still(10), 0))).isEqualTo(new Tokens(true, 7, 0));
    }

    @Test
    void an_overdrawn_bucket_that_is_not_filled_has_no_wait() {
        assertThat(answer(store.settle(counter(), still(10), 12)))
                .isEqualTo(new Tokens(true, -2, 0));
    }

    // Tokens in flight

    private static PlaceLimit limit(double max) {
        return new PlaceLimit(max, HOUR);
    }

    private Places place(Counter counter, PlaceLimit limit, String requestId, double tokens) {
        return answer(store.take(counter, limit, requestId, tokens, false));
    }

    @Test
    void a_flow_is_admitted_while_there_are_fewer_tokens_in_flight() {
        Places first = place(counter(), limit(2), "a", 1);
        Places second = answer(other.take(counter(), limit(2), "b", 1, false));
        Places third = place(counter(), limit(2), "c", 1);

        assertThat(first.taken()).isTrue();
        assertThat(first.current()).isZero();
        assertThat(second.taken()).isTrue();
        assertThat(second.current()).isEqualTo(1);
        assertThat(third.taken()).isFalse();
        assertThat(third.current()).isEqualTo(2);
        assertThat(hours(third.untilExpiryNanos())).isCloseTo(1, within(0.03));
    }

    @Test
    void a_flow_may_take_more_than_there_is_room_for() {
        assertThat(place(counter(), limit(2), "a", 1.5).taken()).isTrue();
        assertThat(place(counter(), limit(2), "b", 5).taken()).isTrue();

        Places third = place(counter(), limit(2), "c", 1);

        assertThat(third.taken()).isFalse();
        assertThat(third.current()).isEqualTo(6.5);
    }

    @Test
    void a_limit_of_zero_admits_no_flow() {
        assertThat(place(counter(), limit(0), "a", 1))
                .isEqualTo(new Places(false, 0, Long.MAX_VALUE));
    }

    @ParameterizedTest(name = "{0} times {1} in flight")
    @CsvSource({"4, 0.25", "8, 0.125", "5, 0.2", "10, 0.1"})
    void fractions_add_up(int times, double tokens) {
        PlaceLimit limit = limit(1);
        for (int i = 0; i < times; i++) {
            Places taken = place(counter(), limit, "r" + i, tokens);
            assertThat(taken.taken()).isTrue();
            assertThat(taken.current()).isCloseTo(i * tokens, within(1e-12));
        }

        assertThat(place(counter(), limit, "last", tokens).taken()).isFalse();
        for (int i = 0; i < times; i++) {
            assertThat(answer(store.end(counter(), "r" + i))).isTrue();
        }
        assertThat(place(counter(), limit, "again", tokens).current()).isZero();
    }

    @Test
    void an_end_makes_room_for_any_instance() {
        place(counter(), limit(1), "a", 1);

        assertThat(answer(other.end(counter(), "a"))).isTrue();

        assertThat(answer(other.take(counter(), limit(1), "b", 1, false)).current()).isZero();
    }

    @Test
    void a_second_end_has_no_effect() {
        place(counter(), limit(2), "a", 1);
        place(counter(), limit(2), "b", 1);

        assertThat(answer(store.end(counter(), "a"))).isTrue();
        assertThat(answer(store.end(counter(), "a"))).isFalse();
        assertThat(answer(store.end(counter(), "never taken"))).isFalse();
        assertThat(answer(store.end(counter("never used"), "a"))).isFalse();

        assertThat(place(counter(), limit(2), "c", 1).current()).isEqualTo(1);
    }

    @Test
    void a_refused_flow_has_nothing_to_end() {
        place(counter(), limit(1), "a", 1);
        place(counter(), limit(1), "b", 1);

        assertThat(answer(store.end(counter(), "b"))).isFalse();
    }

    @Test
    void request_ids_belong_to_their_counter() {
        place(counter("one"), limit(1), "a", 1);
        place(counter("two"), limit(1), "a", 1);

        assertThat(answer(store.end(counter("one"), "a"))).isTrue();

        assertThat(place(counter("two"), limit(1), "b", 1).taken()).isFalse();
    }

    @Test
    void tokens_in_flight_come_back_when_they_expire_and_not_before() {
        PlaceLimit limit = new PlaceLimit(1, 100 * MILLIS);
        long begin = clock().nanos();
        place(counter(), limit, "a", 1);

        until(() -> answer(other.take(counter(), limit, "b", 1, false)).taken());

        assertThat(clock().nanos() - begin).isGreaterThanOrEqualTo(100 * MILLIS - CLOCKS);
        assertThat(answer(store.end(counter(), "a"))).isFalse();
    }

    @Test
    void expired_tokens_cannot_be_given_back() {
        place(counter(), new PlaceLimit(1, 20 * MILLIS), "a", 1);

        pass(Duration.ofMillis(30));

        assertThat(answer(store.end(counter(), "a"))).isFalse();
    }

    @Test
    void the_announced_expiry_is_that_of_the_first_tokens() {
        place(counter(), limit(3), "long", 1);
        place(counter(), new PlaceLimit(3, 3_000 * MILLIS), "short", 1);
        place(counter(), limit(3), "longer", 1);
        Places refused = place(counter(), limit(1), "late", 1);
        assertThat(refused.untilExpiryNanos()).isLessThanOrEqualTo(3_000 * MILLIS);

        pass(Duration.ofNanos(Math.max(0, refused.untilExpiryNanos())).plusMillis(1));

        Places after = place(counter(), limit(1), "later", 1);
        assertThat(after.taken()).isFalse();
        assertThat(after.current()).isEqualTo(2);
        assertThat(hours(after.untilExpiryNanos())).isCloseTo(1, within(0.03));
    }

    @Test
    void tokens_in_flight_may_be_held_for_an_age() {
        PlaceLimit limit = new PlaceLimit(1, Long.MAX_VALUE);
        assertThat(place(counter(), limit, "a", 1).taken()).isTrue();

        Places refused = place(counter(), limit, "b", 1);

        assertThat(refused.taken()).isFalse();
        assertThat(hours(refused.untilExpiryNanos())).isGreaterThan(100 * 365 * 24);
        assertThat(answer(store.end(counter(), "a"))).isTrue();
    }

    @Test
    void kept_tokens_count_whatever_the_bound_is() {
        place(counter(), limit(1), "a", 1);

        answer(
                store.keep(
                        counter(),
                        List.of(new HeldPlace("b", 2, HOUR), new HeldPlace("c", 0.5, HOUR))));

        assertThat(place(counter(), limit(1), "d", 1).current()).isEqualTo(3.5);
        assertThat(answer(other.end(counter(), "b"))).isTrue();
        assertThat(place(counter(), limit(1), "d", 1).current()).isEqualTo(1.5);
    }

    @Test
    void tokens_that_the_store_knows_stay_as_they_are() {
        place(counter(), limit(1), "a", 2);

        answer(store.keep(counter(), List.of(new HeldPlace("a", 7, MILLIS))));
        answer(store.keep(counter(), List.of()));
        pass(Duration.ofMillis(5));

        Places refused = place(counter(), limit(1), "b", 1);
        assertThat(refused.current()).isEqualTo(2);
        assertThat(hours(refused.untilExpiryNanos())).isCloseTo(1, within(0.03));
    }

    @Test
    void kept_tokens_expire() {
        long begin = clock().nanos();
        answer(store.keep(counter(), List.of(new HeldPlace("a", 1, 100 * MILLIS))));

        until(() -> place(counter(), limit(1), "b", 1).taken());

        assertThat(clock().nanos() - begin).isGreaterThanOrEqualTo(100 * MILLIS - CLOCKS);
    }

    @Test
    void operations_that_are_begun_together_are_counted_one_by_one() {
        List<CompletionStage<Tokens>> tokens = new ArrayList<>();
        List<CompletionStage<Places>> places = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            for (SharedStore one : List.of(store, other)) {
                tokens.add(one.take(counter("bucket"), still(50), 1, 0));
                places.add(one.take(counter(), limit(50), i + " " + tokens.size(), 1, false));
            }
        }

        assertThat(tokens.stream().filter(each -> answer(each).taken())).hasSize(50);
        assertThat(places.stream().filter(each -> answer(each).taken())).hasSize(50);
    }

    // Watching

    /** Refuses a waiting flow, ends what it waits for, and takes the place again. */
    private void freeAndTakeAgain(Counter counter, String requestId, SharedStore by) {
        place(counter, limit(1), requestId, 1);
        answer(store.take(counter, limit(1), "waits", 1, true));
        assertThat(answer(by.end(counter, requestId))).isTrue();
    }

    @Test
    void an_end_in_any_instance_runs_the_actions_of_all() {
        AtomicInteger own = new AtomicInteger();
        AtomicInteger others = new AtomicInteger();
        store.watch(counter(), own::incrementAndGet);
        other.watch(counter(), others::incrementAndGet);

        until(
                () -> {
                    freeAndTakeAgain(counter(), "a", store);
                    return own.get() > 0 && others.get() > 0;
                });

        own.set(0);
        others.set(0);
        until(
                () -> {
                    freeAndTakeAgain(counter(), "a", other);
                    return own.get() > 0 && others.get() > 0;
                });
    }

    @Test
    void an_end_is_told_however_soon_it_comes_after_the_beginning_of_a_watch() {
        for (int i = 0; i < 20; i++) {
            AtomicInteger told = new AtomicInteger();
            place(counter("of " + i), limit(1), "a", 1);

            Runnable end = store.watch(counter("of " + i), told::incrementAndGet);
            store.take(counter("of " + i), limit(1), "b", 1, true);
            other.end(counter("of " + i), "a");

            until(() -> told.get() > 0);
            end.run();
        }
    }

    @Test
    void each_end_that_a_flow_waits_for_runs_the_actions() {
        AtomicInteger told = new AtomicInteger();
        other.watch(counter(), told::incrementAndGet);
        until(
                () -> {
                    freeAndTakeAgain(counter(), "a", store);
                    return told.get() > 0;
                });

        for (int i = 0; i < 5; i++) {
            int before = told.get();
            freeAndTakeAgain(counter(), "a", i % 2 == 0 ? store : other);
            until(() -> told.get() > before);
        }
    }

    @Test
    void a_watch_that_has_ended_runs_no_action() {
        AtomicInteger ended = new AtomicInteger();
        AtomicInteger told = new AtomicInteger();
        Runnable end = store.watch(counter(), ended::incrementAndGet);
        store.watch(counter(), told::incrementAndGet);
        until(
                () -> {
                    freeAndTakeAgain(counter(), "a", other);
                    return ended.get() > 0 && told.get() > 0;
                });

        end.run();
        end.run();
        int before = told.get();
        until(
                () -> {
                    freeAndTakeAgain(counter(), "a", other);
                    return told.get() > before + 1;
                });
        int endedBefore = ended.get();
        int now = told.get();
        until(
                () -> {
                    freeAndTakeAgain(counter(), "a", other);
                    return told.get() > now + 2;
                });
        assertThat(ended).hasValue(endedBefore);
    }

    @Test
    void an_action_is_told_about_its_own_counter_only() {
        AtomicInteger one = new AtomicInteger();
        AtomicInteger two = new AtomicInteger();
        store.watch(counter("one"), one::incrementAndGet);
        store.watch(counter("two"), two::incrementAndGet);
        until(
                () -> {
                    freeAndTakeAgain(counter("two"), "a", other);
                    return two.get() > 0;
                });
        one.set(0);
        int before = two.get();

        until(
                () -> {
                    freeAndTakeAgain(counter("two"), "a", other);
                    return two.get() > before;
                });

        assertThat(one).hasValue(0);
    }

    // Counters

    static List<List<String>> differentCounters() {
        return List.of(
                List.of("p", "root.0", "a", "p", "root.0", "b"),
                List.of("p", "root.0", "a", "q", "root.0", "a"),
                List.of("p", "root.0", "a", "p", "root.1", "a"),
                List.of("p", "root.0", "a", "p", "root.0", "A"),
                List.of("p", "root.0", "a", "p", "root.0", "a "),
                List.of("p", "root.0", "a", "p", "root.0", ""),
                List.of("p", "root.0", "a", "p", "root", ".0a"),
                List.of("p:root", "0", "a", "p", "root:0", "a"),
                List.of("p/root", "0", "a", "p", "root/0", "a"),
                List.of("p", "root.0:a", "b", "p", "root.0", "a:b"),
                List.of("p\0root", "0", "a", "p", "root\0" + "0", "a"),
                List.of("{p}", "root.0", "a", "p", "root.0", "a"),
                List.of("p", "root.0", "a\n", "p", "root.0", "a"),
                List.of("p", "root.0", "a\0", "p", "root.0", "a"),
                List.of("p", "root.0", "\u00e4", "p", "root.0", "a\u0308"),
                List.of("p", "root.0", "\ud83d\ude00", "p", "root.0", "\ud83d\ude01"),
                List.of("p", "root.0", "\ud800", "p", "root.0", "?"),
                List.of("p", "root.0", "\ud800", "p", "root.0", "\udbff"),
                // Strings of one hash code.
                List.of("p", "root.0", "AaAa", "p", "root.0", "BBBB"),
                List.of("p", "root.0", "key:1", "p", "root.0", "key:1\r\nDEL key"));
    }

    @ParameterizedTest
    @MethodSource("differentCounters")
    void counters_that_differ_are_counted_apart(List<String> names) {
        Counter one = new Counter(run + names.get(0), names.get(1), names.get(2));
        Counter two = new Counter(run + names.get(3), names.get(4), names.get(5));

        checkApart(one, two);
    }

    @Test
    void labels_of_five_megabytes_are_counted_apart() {
        String same = "x".repeat(5 * 1024 * 1024);

        checkApart(counter("key:" + same + "a"), counter("key:" + same + "b"));
    }

    private void checkApart(Counter one, Counter two) {
        assertThat(take(one, still(10), 10).taken()).isTrue();
        assertThat(take(two, still(10), 0).available()).isEqualTo(10);
        assertThat(answer(other.take(one, still(10), 0, 0)).available()).isZero();
        // A component has a bucket or places; one name serves both kinds here.
        Counter first = new Counter(one.policyName(), one.componentId() + "p", one.label());
        Counter second = new Counter(two.policyName(), two.componentId() + "p", two.label());
        assertThat(place(first, limit(1), "a", 1).taken()).isTrue();
        assertThat(place(second, limit(1), "a", 1).taken()).isTrue();
        assertThat(place(first, limit(1), "b", 1).taken()).isFalse();
        assertThat(answer(other.end(first, "a"))).isTrue();
        assertThat(place(second, limit(1), "b", 1).taken()).isFalse();
    }

    @Test
    void request_ids_may_hold_any_characters() {
        for (String requestId : List.of("a b", "\0", "a:b", "{a}", "\u00e4\ud83d\ude00", "1e5")) {
            Counter counter = counter("of " + requestId);
            assertThat(place(counter, limit(1), requestId, 1).taken()).isTrue();
            assertThat(answer(store.end(counter, requestId))).isTrue();
        }
    }

    // The cache

    private CacheKey key(String name) {
        return new CacheKey.Global(run + name);
    }

    private void put(CacheKey key, String value) {
        answer(store.put(key, value.getBytes(), Duration.ofHours(1)));
    }

    private String get(CacheKey key) {
        byte[] value = answer(other.get(key));
        return value == null ? null : new String(value);
    }

    @Test
    void a_value_is_there_for_all_instances_until_it_is_removed() {
        assertThat(get(key("a"))).isNull();

        put(key("a"), "first");
        assertThat(get(key("a"))).isEqualTo("first");
        put(key("a"), "second");
        assertThat(get(key("a"))).isEqualTo("second");

        answer(other.delete(key("a")));
        answer(store.delete(key("a")));
        assertThat(get(key("a"))).isNull();
    }

    @Test
    void a_value_may_hold_any_bytes_or_none() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        byte[] large = new byte[3_000_000];
        large[large.length - 1] = 1;
        for (byte[] value : List.of(all, large, new byte[0])) {
            answer(store.put(key("bytes"), value, Duration.ofHours(1)));
            assertThat(answer(other.get(key("bytes")))).isEqualTo(value);
        }
    }

    @Test
    void a_value_is_gone_after_its_time_to_live_and_not_before() {
        put(key("stays"), "x");
        long begin = clock().nanos();
        answer(store.put(key("goes"), new byte[] {1}, Duration.ofMillis(100)));

        until(() -> get(key("goes")) == null);

        assertThat(clock().nanos() - begin).isGreaterThanOrEqualTo(100 * MILLIS - CLOCKS);
        assertThat(get(key("stays"))).isEqualTo("x");
    }

    @Test
    void a_time_to_live_may_be_very_short_or_very_long() {
        answer(store.put(key("short"), new byte[] {1}, Duration.ofNanos(1)));
        until(() -> get(key("short")) == null);

        answer(store.put(key("long"), new byte[] {1}, Duration.ofSeconds(Long.MAX_VALUE)));
        assertThat(get(key("long"))).isNotNull();
    }

    @Test
    void a_new_value_has_its_own_time_to_live() {
        answer(store.put(key("a"), new byte[] {1}, Duration.ofMillis(50)));
        put(key("a"), "stays");

        pass(Duration.ofMillis(60));

        assertThat(get(key("a"))).isEqualTo("stays");
    }

    @Test
    void keys_that_differ_have_their_own_values() {
        List<CacheKey> keys =
                List.of(
                        new CacheKey.Global(run),
                        new CacheKey.Result("", run),
                        new CacheKey.Result(run, "a"),
                        new CacheKey.Result(run + "a", "a"),
                        new CacheKey.Result(run, "aa"),
                        new CacheKey.Global(run + "a"),
                        new CacheKey.Result(run + ":b", "c"),
                        new CacheKey.Result(run, "b:c"),
                        new CacheKey.Global(run + ":b:c"),
                        new CacheKey.Global(run + "\ud800"),
                        new CacheKey.Global(run + "?"),
                        new CacheKey.Global(run + "\n"),
                        new CacheKey.Global("x".repeat(1_000_000) + run));
        for (int i = 0; i < keys.size(); i++) {
            assertThat(get(keys.get(i))).as("%d", i).isNull();
            put(keys.get(i), "value " + i);
        }
        for (int i = 0; i < keys.size(); i++) {
            assertThat(get(keys.get(i))).isEqualTo("value " + i);
        }
    }

    // The connection

    @Test
    void a_store_is_connected_until_it_is_closed() {
        assertThat(store.connected()).isTrue();
        assertThat(store.description()).isNotBlank();

        store.close();
        store.close();

        assertThat(store.connected()).isFalse();
        assertThat(answer(other.take(counter(), still(1), 1, 0)).taken()).isTrue();
    }

    @Test
    void a_store_that_is_closed_answers_with_an_error() {
        store.close();

        for (CompletionStage<?> stage :
                List.of(
                        store.take(counter(), still(1), 1, 0),
                        store.settle(counter(), still(1), 1),
                        store.take(counter(), limit(1), "a", 1, false),
                        store.end(counter(), "a"),
                        store.keep(counter(), List.of(new HeldPlace("a", 1, HOUR))),
                        store.get(key("a")),
                        store.put(key("a"), new byte[0], Duration.ofHours(1)),
                        store.delete(key("a")))) {
            Throwable error = answer(stage.handle((value, thrown) -> thrown));
            assertThat(error).isInstanceOf(StoreException.class);
        }
    }

    @Test
    void tokens_of_a_closed_store_stay_in_flight() {
        place(counter(), limit(1), "a", 1);

        store.close();

        assertThat(answer(other.take(counter(), limit(1), "b", 1, false)).taken()).isFalse();
        assertThat(answer(other.end(counter(), "a"))).isTrue();
    }
}
