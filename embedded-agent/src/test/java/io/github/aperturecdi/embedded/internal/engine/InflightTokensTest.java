package io.github.aperturecdi.embedded.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The tokens in flight of one label value: their sum, and when they are forgotten. */
class InflightTokensTest {

    private static final long MAX_INFLIGHT = 100;
    private static final long MAX_IDLE = 1_000;

    private static InflightTokens tokens(InflightTokens before) {
        return new InflightTokens(MAX_INFLIGHT, MAX_IDLE, "any", before, 0);
    }

    private final InflightTokens tokens = tokens(null);

    @Test
    void an_expired_place_cannot_be_returned_even_without_a_check_in_between() {
        tokens.add("a", 1, 0);
        tokens.add("b", 1, 1);

        assertThat(tokens.remove("a", MAX_INFLIGHT)).isFalse();
        assertThat(tokens.remove("b", MAX_INFLIGHT)).isTrue();
        assertThat(tokens.sum(MAX_INFLIGHT)).isZero();
    }

    @Test
    void whole_numbers_and_fractions_add_up_in_any_order() {
        tokens.add("a", 2, 0);
        tokens.add("b", 0.5, 0);
        tokens.add("c", 3, 0);
        assertThat(tokens.sum(0)).isEqualTo(5.5);

        tokens.remove("b", 0);
        assertThat(tokens.sum(0)).isEqualTo(5);
        tokens.remove("a", 0);
        assertThat(tokens.sum(0)).isEqualTo(3);
        tokens.remove("c", 0);
        assertThat(tokens.sum(0)).isZero();
    }

    @Test
    void whole_numbers_are_exact_from_the_largest_on_that_a_double_tells_apart() {
        tokens.add("large", 0x1p53, 0);
        tokens.add("one", 1, 0);
        tokens.add("another", 1, 0);
        assertThat(tokens.sum(0)).isEqualTo(0x1p53 + 2);

        tokens.remove("large", 0);
        assertThat(tokens.sum(0)).isEqualTo(2);
    }

    @Test
    void what_was_in_flight_before_counts_until_it_has_ended() {
        InflightTokens shared = tokens(null);
        shared.add("a", 2, 0);
        InflightTokens own = tokens(shared);
        own.add("b", 3, 0);

        assertThat(own.sum(0)).isEqualTo(5);
        own.remove("b", 0);
        assertThat(own.sum(0)).isEqualTo(2);
        assertThat(own.isAsNew(0, false)).as("with tokens from before").isFalse();

        shared.remove("a", 0);
        assertThat(own.isAsNew(0, false)).isTrue();
        // It has ended for good: what the others share later is theirs.
        shared.add("c", 7, 0);
        assertThat(own.sum(0)).isZero();
    }

    @Test
    void what_expires_leaves_the_state_as_new() {
        tokens.add("a", 1, 0);

        assertThat(tokens.isAsNew(MAX_INFLIGHT - 1, false)).isFalse();
        assertThat(tokens.isAsNew(MAX_INFLIGHT, false)).isTrue();
    }

    @Test
    void a_refused_flow_is_a_use() {
        InflightTokens lasting = new InflightTokens(Long.MAX_VALUE / 2, MAX_IDLE, "any", null, 0);
        lasting.add("a", 1, 0);

        lasting.touch(MAX_IDLE);
        assertThat(lasting.sum(2 * MAX_IDLE)).isEqualTo(1);
        assertThat(lasting.sum(2 * MAX_IDLE + 1)).isZero();
    }

    @Test
    void the_end_of_a_flow_is_a_use() {
        InflightTokens lasting = new InflightTokens(Long.MAX_VALUE / 2, MAX_IDLE, "any", null, 0);
        lasting.add("a", 1, 0);
        lasting.add("b", 2, 0);

        lasting.remove("a", MAX_IDLE);

        assertThat(lasting.sum(2 * MAX_IDLE)).isEqualTo(2);
    }

    @Test
    void what_was_forgotten_for_idleness_is_not_in_the_sum_of_what_comes_after() {
        InflightTokens lasting = new InflightTokens(Long.MAX_VALUE / 2, MAX_IDLE, "any", null, 0);
        lasting.add("a", 2, 0);
        lasting.sum(MAX_IDLE + 1);

        lasting.add("b", 1, MAX_IDLE + 1);

        assertThat(lasting.sum(MAX_IDLE + 1)).isEqualTo(1);
    }

    @Test
    void a_number_that_is_none_counts_until_its_flow_ends() {
        tokens.add("infinite", Double.POSITIVE_INFINITY, 0);
        tokens.add("one", 1, 0);
        assertThat(tokens.sum(0)).isNaN();

        tokens.remove("infinite", 0);

        assertThat(tokens.sum(0)).isEqualTo(1);
    }

    @Test
    void shared_tokens_are_free_after_a_look_at_their_expiry() throws Exception {
        InflightTokens shared = tokens(null);
        shared.add("a", 1, 0);
        InflightTokens own = tokens(shared);
        assertThat(own.untilNextExpiry(1)).isEqualTo(MAX_INFLIGHT - 1);

        CompletableFuture.runAsync(
                        () -> {
                            shared.lock();
                            shared.unlock();
                        })
                .get(60, TimeUnit.SECONDS);
    }
}
