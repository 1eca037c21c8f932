package io.github.aperturecdi.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.spi.CachedValues;
import io.github.aperturecdi.flow.spi.InflightToken;
import io.github.aperturecdi.flow.spi.UncountedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The kinds of decisions, and the reason that each gives. */
class DecisionTest {

    private static Decision of(RejectReason reason) {
        return switch (reason) {
            case UNREACHABLE -> Decision.unreachable();
            case NOT_ACCEPTED -> Decision.notAccepted();
            case TOO_LARGE -> Decision.tooLarge();
            case CALLER_GONE -> Decision.callerGone();
            case NOT_ASKED -> Decision.notAsked();
            default -> Decision.rejected(reason, 0, null, List.of(), List.of());
        };
    }

    @ParameterizedTest
    @EnumSource
    void a_refused_flow_has_the_reason_of_its_decision(RejectReason reason) {
        assertThat(of(reason).reason(false)).isEqualTo(reason);
        assertThat(of(reason).rejection("checkout").reason()).isEqualTo(reason);
    }

    /** A lost agent is not why a flow runs. A check that the agent does not accept is an error. */
    @ParameterizedTest
    @EnumSource
    void a_flow_that_runs_has_it_too_unless_the_agent_was_unreachable(RejectReason reason) {
        assertThat(of(reason).reason(true))
                .isEqualTo(reason == RejectReason.UNREACHABLE ? null : reason);
    }

    @Test
    void an_admission_has_no_reason() {
        assertThat(Decision.admitted().reason(true)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "UNREACHABLE, UNREACHABLE",
        "NOT_ACCEPTED, UNREACHABLE",
        "TOO_LARGE, REJECTED",
        "CALLER_GONE, REJECTED",
        "NOT_ASKED, REJECTED",
        "RATE_LIMITED, REJECTED"
    })
    void only_what_says_nothing_of_the_caller_is_left_to_the_settings(
            RejectReason reason, Decision.Type type) {
        assertThat(of(reason).type()).isEqualTo(type);
    }

    @Test
    void the_parts_that_are_added_leave_the_others() {
        InflightToken held = new InflightToken("policy", "hash", "root.0", "user:x", "request", 1);
        UncountedBy passed = new UncountedBy("policy", "root.1", "user");
        CachedValues cached = new CachedValues(CacheLookup.MISS, Map.of());
        List<UncountedBy> limiters = new ArrayList<>(List.of(passed));
        Decision decision =
                Decision.rejected(
                                RejectReason.NO_TOKENS,
                                451,
                                Duration.ofSeconds(1),
                                List.of("policy"),
                                List.of(held))
                        .withUncounted(limiters)
                        .with(cached, "receipt");
        limiters.clear();
        assertThat(decision)
                .isEqualTo(
                        new Decision(
                                Decision.Type.REJECTED,
                                RejectReason.NO_TOKENS,
                                451,
                                Duration.ofSeconds(1),
                                List.of("policy"),
                                List.of(held),
                                cached,
                                "receipt",
                                List.of(passed)));
        assertThat(decision.withoutCached())
                .isEqualTo(decision.with(CachedValues.NONE, "receipt"))
                .satisfies(without -> assertThat(without.withoutCached()).isSameAs(without));
    }

    @Test
    void without_limiters_that_passed_the_decision_stays_itself() {
        assertThat(Decision.admitted().withUncounted(List.of())).isSameAs(Decision.admitted());
    }
}
