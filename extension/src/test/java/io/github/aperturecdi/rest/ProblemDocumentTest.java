package io.github.aperturecdi.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.RejectReason;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProblemDocumentTest {

    private static String document(RejectReason reason, String... policies) {
        return ProblemDocument.of(
                new FlowRejectedException(
                        new FlowRejection(
                                "checkout",
                                reason,
                                reason.httpStatus(),
                                Optional.empty(),
                                List.of(policies)),
                        "Shop.order"));
    }

    @Test
    void a_rate_limit_is_an_exceeded_quota() {
        assertThat(document(RejectReason.RATE_LIMITED, "a", "b"))
                .isEqualTo(
                        "{\"type\":\"https://iana.org/assignments/http-problem-types#quota-exceeded\","
                                + "\"title\":\"Request cannot be satisfied as assigned quota has been exceeded\","
                                + "\"status\":429,"
                                + "\"violated-policies\":[\"a\",\"b\"]}");
    }

    @Test
    void a_want_of_tokens_is_reduced_capacity() {
        assertThat(document(RejectReason.NO_TOKENS))
                .contains("#temporary-reduced-capacity")
                .contains("\"status\":503")
                .contains("\"violated-policies\":[]");
    }

    @Test
    void an_unchosen_refusal_is_not_a_lack_of_capacity() {
        assertThat(document(RejectReason.NOT_SAMPLED, "canary"))
                .isEqualTo(
                        "{\"type\":\"about:blank\",\"title\":\"Forbidden\",\"status\":403,"
                                + "\"violated-policies\":[\"canary\"]}");
    }

    @Test
    void a_policys_name_cannot_break_the_document() {
        assertThat(document(RejectReason.RATE_LIMITED, "a\"b\\c\n"))
                .contains("[\"a\\\"b\\\\c\\u000a\"]");
    }
}
