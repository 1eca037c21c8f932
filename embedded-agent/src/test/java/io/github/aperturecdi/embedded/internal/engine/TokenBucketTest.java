package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.aperturecdi.embedded.internal.engine.TokenBucket.Filling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One bucket by itself: how long it lets wait, and when it may be thrown away. */
class TokenBucketTest {

    private static final long MAX_IDLE = 1_000;
    private static final long HOUR = 3_600_000_000_000L;

    /** Holds 10 tokens; 5 come in every 100 ns. */
    private static TokenBucket bucket(boolean continuous, boolean delayed) {
        Filling filling = new Filling(10, 5, 100, continuous, delayed, MAX_IDLE);
        return new TokenBucket(filling, "any", null, 0);
    }

    @ParameterizedTest(name = "{2} tokens, continuous {0}, delayed {1}: {3} ns")
    @CsvSource({
        "true, false, 1, 20",
        "true, false, 5, 100",
        "true, false, 10, 200",
        "true, false, 10.5, 0",
        "false, false, 1, 100",
        "false, false, 5, 100",
        "false, false, 6, 200",
        "false, false, 10, 200",
        "true, true, 1, 220",
        "true, true, 10, 400",
        "false, true, 1, 201",
        "false, true, 5, 201",
        "false, true, 6, 300",
        "false, true, 10, 300"
    })
    void an_empty_bucket_names_the_shortest_wait_that_is_long_enough(
            boolean continuous, boolean delayed, double tokens, long wait) {
        TokenBucket bucket = bucket(continuous, delayed);
        assertThat(bucket.take(10, 0)).isTrue();

        assertThat(bucket.waitFor(tokens, 0)).isEqualTo(wait);
    }

    @ParameterizedTest(name = "{2} tokens after {3} ns, continuous {0}, delayed {1}: {4} ns")
    @CsvSource({
        "true, false, 5, 30, 70",
        "false, false, 5, 30, 70",
        "false, false, 6, 130, 70",
        "false, true, 5, 30, 171",
        "false, true, 6, 30, 270",
        "false, true, 6, 230, 70",
        "true, true, 1, 210, 10"
    })
    void the_wait_gets_shorter_by_the_time_that_has_passed(
            boolean continuous, boolean delayed, double tokens, long passed, long wait) {
        TokenBucket bucket = bucket(continuous, delayed);
        bucket.take(10, 0);

        assertThat(bucket.waitFor(tokens, passed)).isEqualTo(wait);
    }

    @Test
    void tokens_that_come_back_do_not_move_the_beat() {
        TokenBucket bucket = bucket(false, false);
        bucket.take(10, 0);

        bucket.giveBack(2, 130);

        assertThat(bucket.available(130)).isEqualTo(7);
        assertThat(bucket.available(199)).isEqualTo(7);
        assertThat(bucket.available(200)).isEqualTo(10);
    }

    @Test
    void tokens_that_come_back_never_fill_a_bucket_past_its_capacity() {
        TokenBucket bucket = bucket(true, false);
        bucket.take(1, 0);

        bucket.giveBack(5, 0);

        assertThat(bucket.available(0)).isEqualTo(10);
    }

    @Test
    void tokens_that_come_back_do_not_end_a_delay() {
        TokenBucket bucket = bucket(true, true);
        bucket.take(10, 0);

        bucket.giveBack(1, 100);

        assertThat(bucket.available(200)).isEqualTo(1);
        assertThat(bucket.available(220)).isEqualTo(2);
    }

    @Test
    void a_bucket_that_was_not_full_is_not_delayed_again() {
        TokenBucket bucket = bucket(true, true);
        bucket.take(10, 0);
        bucket.take(1, 300);

        assertThat(bucket.available(300)).isEqualTo(4);
        assertThat(bucket.available(320)).isEqualTo(5);
    }

    @Test
    void a_bucket_begins_with_what_the_label_value_has_shared() {
        Filling filling = new Filling(10, 5, 100, false, true, MAX_IDLE);
        TokenBucket shared = new TokenBucket(filling, null, null, 0);
        shared.take(10, 0);

        TokenBucket own = new TokenBucket(filling, "any", shared, 50);

        assertThat(own.available(50)).isZero();
        assertThat(own.waitFor(5, 50)).isEqualTo(151);
        assertThat(own.isAsNew(150, false)).isFalse();
    }

    @ParameterizedTest(name = "continuous {0}, delayed {1}, crowded {2}: {3}")
    @CsvSource({
        "true, false, false, true",
        "true, true, false, true",
        "false, true, false, true",
        "false, false, false, false",
        "false, false, true, true"
    })
    void a_full_bucket_is_as_new_unless_it_has_a_beat_of_its_own(
            boolean continuous, boolean delayed, boolean crowded, boolean asNew) {
        TokenBucket bucket = bucket(continuous, delayed);
        bucket.take(1, 0);
        assertThat(bucket.isAsNew(0, crowded)).as("not full").isFalse();

        assertThat(bucket.isAsNew(500, crowded)).isEqualTo(asNew);
    }

    @Test
    void a_bucket_is_as_new_when_it_was_idle_for_longer_than_it_may() {
        Filling filling = new Filling(10, 0, 100, false, false, MAX_IDLE);
        TokenBucket bucket = new TokenBucket(filling, "any", null, 0);
        bucket.take(10, 5);

        assertThat(bucket.isAsNew(5 + MAX_IDLE, true)).isFalse();
        assertThat(bucket.isAsNew(6 + MAX_IDLE, true)).isTrue();
    }

    @Test
    void a_bucket_is_full_again_when_it_was_idle_for_longer_than_it_may() {
        Filling filling = new Filling(10, 0, 100, true, false, MAX_IDLE);
        TokenBucket bucket = new TokenBucket(filling, "any", null, 0);
        bucket.take(10, 0);

        assertThat(bucket.take(1, MAX_IDLE)).isFalse();
        assertThat(bucket.take(10, 2 * MAX_IDLE + 1)).isTrue();
    }

    @Test
    void without_a_limit_on_idle_time_a_bucket_is_never_idle_for_too_long() {
        assertThat(Filling.maxIdle(0)).isEqualTo(Long.MAX_VALUE);
        assertThat(Filling.maxIdle(1)).isEqualTo(1);
    }

    @ParameterizedTest(name = "faithful {0}: {1} ns")
    @CsvSource({"false, 201", "true, 300"})
    void tokens_in_advance_take_as_long_as_the_mode_says(boolean faithful, long wait) {
        TokenBucket bucket = bucket(false, true);
        bucket.take(10, 0);

        assertThat(bucket.takeInAdvance(5, 0, wait, faithful)).isEqualTo(wait);
        assertThat(bucket.available(0)).isEqualTo(-5);
    }

    @Test
    void too_long_a_wait_takes_nothing_in_advance() {
        TokenBucket bucket = bucket(false, true);
        bucket.take(10, 0);

        assertThat(bucket.takeInAdvance(5, 0, 200, false)).isEqualTo(TokenBucket.NEVER);
        assertThat(bucket.available(0)).isZero();
        assertThat(bucket.waitFor(5, 0)).as("the delay has not moved").isEqualTo(201);
    }

    @Test
    void a_flow_without_tokens_passes_an_unchecked_bucket_that_owes_some() {
        TokenBucket bucket = bucket(true, false);
        bucket.take(10, 0);
        bucket.takeInAdvance(1, 0, 1_000, true);

        assertThat(bucket.takeUnchecked(0, 0)).isTrue();
        assertThat(bucket.takeUnchecked(1, 0)).isFalse();
    }

    @ParameterizedTest(name = "{2} tokens after {3} ns, continuous {0}, delayed {1}: {4} ns")
    @CsvSource({
        "true, false, 5, 30, 70",
        "false, false, 5, 30, 70",
        "true, true, 1, 30, 190",
        "false, true, 5, 30, 270"
    })
    void the_wait_of_apertures_agent(
            boolean continuous, boolean delayed, double tokens, long passed, long wait) {
        TokenBucket bucket = bucket(continuous, delayed);
        bucket.take(10, 0);

        assertThat(bucket.faithfulWaitFor(tokens, passed)).isEqualTo(wait);
    }

    @Test
    void apertures_agent_announces_no_wait_for_tokens_that_are_there() {
        TokenBucket bucket = bucket(true, true);
        bucket.take(10, 0);
        bucket.giveBack(5, 0);

        assertThat(bucket.faithfulWaitFor(5, 0)).isZero();
    }

    @Test
    void apertures_agent_announces_no_wait_that_is_too_long_for_its_numbers() {
        Filling filling = new Filling(1, 1, TokenBucket.FOREVER, true, false, MAX_IDLE);
        TokenBucket bucket = new TokenBucket(filling, "any", null, 0);
        bucket.take(1, 0);

        assertThat(bucket.faithfulWaitFor(1, 0)).isZero();
        assertThat(bucket.faithfulWaitFor(0.5, 0)).isEqualTo(TokenBucket.FOREVER / 2);
    }

    @ParameterizedTest(name = "{0} tokens, continuous {1}, delayed {2}: {3} ns")
    @CsvSource({
        "7, true, false, 75_600_000_000_000",
        "7, false, false, 75_600_000_000_000",
        "0.001, false, false, 10_800_000_000_000",
        "1, true, true, 118_800_000_000_000",
        "1, false, true, 108_000_000_000_001",
        "4, false, true, 140_400_000_000_000"
    })
    void waits_of_hours_are_exact(double tokens, boolean continuous, boolean delayed, long wait) {
        Filling filling = new Filling(10, 1, 3 * HOUR, continuous, delayed, Long.MAX_VALUE);
        TokenBucket bucket = new TokenBucket(filling, "any", null, 0);
        bucket.take(10, 0);

        assertThat(bucket.waitFor(tokens, 0)).isEqualTo(wait);
        assertThat(bucket.waitFor(tokens, HOUR)).isEqualTo(wait - HOUR);
        assertThat(bucket.available(wait - 1)).isLessThan(tokens);
        assertThat(bucket.available(wait)).isGreaterThanOrEqualTo(tokens);
    }

    @Test
    void a_wait_of_decades_is_one_that_never_ends() {
        Filling filling = new Filling(999, 1, TokenBucket.FOREVER / 512, true, false, MAX_IDLE);
        TokenBucket bucket = new TokenBucket(filling, "any", null, 0);
        bucket.take(999, 0);

        assertThat(bucket.waitFor(256, 0)).isCloseTo(TokenBucket.FOREVER / 2, within(1_000L));
        assertThat(bucket.waitFor(513, 0)).isZero();
    }
}
