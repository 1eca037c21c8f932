package io.github.aperturecdi.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.RejectReason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RateLimitFieldTest {

    private static Optional<String> field(
            RejectReason reason, @Nullable Duration wait, String... policies) {
        return RateLimitField.of(
                new FlowRejectedException(
                        new FlowRejection(
                                "checkout",
                                reason,
                                reason.httpStatus(),
                                Optional.ofNullable(wait),
                                List.of(policies)),
                        "Shop.order"));
    }

    @Test
    void the_policy_has_nothing_left_until_the_wait_is_over_in_seconds_rounded_up() {
        assertThat(field(RejectReason.RATE_LIMITED, Duration.ofMillis(1_001), "per-user"))
                .contains("\"per-user\";r=0;t=2");
        assertThat(field(RejectReason.RATE_LIMITED, Duration.ofSeconds(30), "per-user"))
                .contains("\"per-user\";r=0;t=30");
    }

    /** No client reads more digits than 15 (RFC 9651, 3.3.1), nor a negative wait. */
    @Test
    void a_wait_of_more_than_a_year_is_a_year() {
        Duration longest = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
        assertThat(field(RejectReason.RATE_LIMITED, longest, "per-user"))
                .contains("\"per-user\";r=0;t=31536000");
    }

    @Test
    void an_unknown_wait_is_left_out() {
        assertThat(field(RejectReason.NO_TOKENS, null, "per-user")).contains("\"per-user\";r=0");
    }

    @Test
    void several_policies_are_a_list() {
        assertThat(field(RejectReason.RATE_LIMITED, Duration.ofSeconds(1), "a", "b"))
                .contains("\"a\";r=0;t=1, \"b\";r=0;t=1");
    }

    @Test
    void a_name_is_escaped_and_one_that_no_field_can_carry_is_left_out() {
        assertThat(field(RejectReason.RATE_LIMITED, null, "a\"b\\c", "naïve", "x\ny"))
                .contains("\"a\\\"b\\\\c\";r=0");
    }

    @Test
    void without_a_policy_there_is_no_field() {
        assertThat(field(RejectReason.RATE_LIMITED, Duration.ofSeconds(1))).isEmpty();
        assertThat(field(RejectReason.RATE_LIMITED, Duration.ofSeconds(1), "naïve")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"RATE_LIMITED", "NO_TOKENS"})
    void other_refusals_say_nothing_of_a_quota(RejectReason reason) {
        assertThat(field(reason, Duration.ofSeconds(1), "canary")).isEmpty();
    }
}
