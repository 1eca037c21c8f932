package io.github.aperturecdi.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.RejectReason;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

    /** RFC 9110 knows no negative wait. */
    @ParameterizedTest
    @CsvSource({"0, 1, 1", "30, 0, 30", "9223372036854775807, 999999999, 31536000"})
    void the_wait_is_told_in_seconds_rounded_up_and_is_at_most_a_year(
            long seconds, int nanos, String told) {
        FlowRejectedException refused =
                new FlowRejectedException(
                        new FlowRejection(
                                "checkout",
                                RejectReason.RATE_LIMITED,
                                429,
                                Optional.of(Duration.ofSeconds(seconds, nanos)),
                                List.of()),
                        "Shop.order");
        assertThat(
                        new FlowRejectedExceptionMapper()
                                .toResponse(refused)
                                .getHeaderString(HttpHeaders.RETRY_AFTER))
                .isEqualTo(told);
    }
}
