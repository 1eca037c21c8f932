package io.github.aperturecdi.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.aperturecdi.FlowRejection;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.flow.spi.CachedValues;
import io.github.aperturecdi.flow.spi.EndedFlow;
import io.github.aperturecdi.flow.spi.InflightToken;
import io.github.aperturecdi.internal.FirstOfEach;
import io.github.aperturecdi.testing.LoggedMessages;
import io.github.aperturecdi.testing.StubAgent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What operators set, as flows follow it. */
class ModeTest {

    private static final Decision REFUSED =
            Decision.rejected(
                            RejectReason.RATE_LIMITED,
                            0,
                            null,
                            List.of("policy"),
                            List.of(new InflightToken("p", "h", "c", "l", "r", 1)))
                    .with(CachedValues.NONE, "receipt");

    /** The ways to start a flow. */
    enum Start implements BiFunction<FlowControl, FlowRequest, Flow> {
        SYNC {
            @Override
            public Flow apply(FlowControl flows, FlowRequest request) {
                return flows.start(request);
            }
        },
        ASYNC {
            @Override
            public Flow apply(FlowControl flows, FlowRequest request) {
                return flows.startAsync(request).join();
            }
        }
    }

    private final StubAgent agent = new StubAgent();
    private ControlPointSettings set = settings(Mode.ENFORCE);
    private boolean onEventLoop;
    private int looks;
    private boolean closed;

    private final FlowControl flows =
            FlowControl.builder()
                    .agent(agent)
                    .onEventLoop(() -> onEventLoop)
                    .labels((controlPoint, labels) -> labels.put("ambient", "yes"))
                    .settings(
                            new FlowSettings() {
                                @Override
                                public ControlPointSettings at(String controlPoint) {
                                    return set;
                                }

                                @Override
                                public void refreshIfStale(long nanoTime) {
                                    looks++;
                                }

                                @Override
                                public void close() {
                                    closed = true;
                                }
                            })
                    .build();

    private static ControlPointSettings settings(Mode mode) {
        return settings(mode, null, null, OnUnreachable.ADMIT, false);
    }

    private static ControlPointSettings settings(
            Mode mode,
            @Nullable Duration timeout,
            @Nullable OnUnreachable onUnreachable,
            OnUnreachable forAll,
            boolean rampMode) {
        return new ControlPointSettings(
                mode,
                timeout,
                Duration.ofSeconds(1),
                onUnreachable,
                forAll,
                rampMode,
                Map.of("operator", "yes"));
    }

    private static FlowRequest request() {
        return FlowRequest.at("a").build();
    }

    private static void work(Flow flow) {
        try {
            flow.run(() -> "worked");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource(Start.class)
    void in_shadow_mode_a_refused_flow_runs_and_gives_back_at_its_end(Start start) {
        set = settings(Mode.SHADOW);
        agent.decision = REFUSED;
        Flow flow = start.apply(flows, request());
        assertThat(flow.shouldRun()).isTrue();
        assertThat(flow.rejection()).isEmpty();
        assertThat(flow.shadowRejection().map(FlowRejection::reason))
                .contains(RejectReason.RATE_LIMITED);
        assertThat(agent.ended).isEmpty();
        work(flow);
        assertThat(agent.endedTokens()).isEqualTo(REFUSED.inflight());
        assertThat(flows.shadowRefusals()).isOne();
        assertThat(flows.shadowRefusalsByControlPoint()).isEqualTo(Map.of("a", 1L));
    }

    @Test
    void its_time_never_passes_for_good_work() {
        set = settings(Mode.SHADOW);
        agent.decision = REFUSED;
        Flow flow = flows.start(request());
        flow.httpStatus(200);
        work(flow);
        EndedFlow end = agent.ended.get(0);
        assertThat(end.status()).isEqualTo(FlowStatus.UNSET);
        assertThat(end.httpStatus()).isZero();
        assertThat(end.decision().type()).isEqualTo(Decision.Type.REJECTED);
    }

    @Test
    void its_failure_is_a_failure() {
        set = settings(Mode.SHADOW);
        agent.decision = REFUSED;
        try (Flow flow = flows.start(request())) {
            flow.fail(new IllegalStateException());
        }
        assertThat(agent.ended.get(0).status()).isEqualTo(FlowStatus.ERROR);
    }

    @Test
    void in_shadow_mode_an_admitted_flow_is_as_ever() {
        set = settings(Mode.SHADOW);
        agent.decision = Decision.admitted().with(CachedValues.NONE, "receipt");
        Flow flow = flows.start(request());
        assertThat(flow.shadowRejection()).isEmpty();
        work(flow);
        assertThat(agent.ended.get(0).status()).isEqualTo(FlowStatus.OK);
        assertThat(flows.shadowRefusals()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"REJECT, 1", "ADMIT, 0"})
    void in_shadow_mode_a_flow_without_a_decision_runs_and_counts_if_it_would_not(
            OnUnreachable onUnreachable, int count) {
        set = settings(Mode.SHADOW, null, onUnreachable, OnUnreachable.ADMIT, false);
        agent.decision = Decision.unreachable();
        assertThat(flows.start(request()).shouldRun()).isTrue();
        assertThat(flows.shadowRefusals()).isEqualTo(count);
    }

    @Test
    void enforced_refusals_do_not_count_as_shadow() {
        agent.decision = REFUSED;
        Flow flow = flows.start(request());
        assertThat(flow.shouldRun()).isFalse();
        assertThat(flow.rejection()).isPresent();
        assertThat(flow.shadowRejection()).isEmpty();
        assertThat(flows.shadowRefusals()).isZero();
        assertThatIllegalStateException().isThrownBy(() -> flow.run(() -> "never"));
    }

    @Test
    void shadow_refusals_are_counted_by_control_point_and_logged_once_for_each() {
        ShadowRefusals shadow = new ShadowRefusals();
        try (LoggedMessages log = new LoggedMessages(ShadowRefusals.class.getName())) {
            shadow.count(REFUSED.rejection("a"));
            shadow.count(REFUSED.rejection("a"));
            shadow.count(REFUSED.rejection("b"));
            assertThat(log.messages())
                    .hasSize(2)
                    .allSatisfy(
                            message ->
                                    assertThat(message)
                                            .startsWith("INFO APERTURE-509")
                                            .contains("RATE_LIMITED"));
        }
        assertThat(shadow.byControlPoint()).isEqualTo(Map.of("a", 2L, "b", 1L));
        assertThat(shadow.total()).isEqualTo(3);
    }

    @Test
    void counting_names_made_at_run_time_does_not_fill_the_memory() {
        ShadowRefusals shadow = new ShadowRefusals();
        for (int i = 0; i <= FirstOfEach.MAX; i++) {
            shadow.count(REFUSED.rejection("made-" + i));
        }
        shadow.count(REFUSED.rejection("made-0"));
        assertThat(shadow.byControlPoint())
                .hasSize(FirstOfEach.MAX)
                .containsEntry("made-0", 2L)
                .containsEntry("made-1", 1L);
        assertThat(shadow.total()).isEqualTo(FirstOfEach.MAX + 2);
    }

    @Test
    void whether_the_agent_is_needed_follows_the_settings() {
        assertThat(flows.failsClosed()).isFalse();
        assertThat(looks).isOne();
    }

    @ParameterizedTest
    @EnumSource(Start.class)
    void off_sends_neither_checks_nor_spans(Start start) {
        set = settings(Mode.OFF, null, OnUnreachable.REJECT, OnUnreachable.REJECT, true);
        agent.decision = REFUSED;
        assertThat(flows.checks("a")).isFalse();
        Flow flow = start.apply(flows, request());
        assertThat(flow.shouldRun()).isTrue();
        work(flow);
        assertThat(agent.checks).isEmpty();
        assertThat(agent.ended).isEmpty();
        assertThat(flows.shadowRefusals()).isZero();
    }

    @Test
    void off_runs_also_on_an_event_loop() {
        set = settings(Mode.OFF, null, OnUnreachable.REJECT, OnUnreachable.REJECT, true);
        onEventLoop = true;
        assertThat(flows.start(request()).shouldRun()).isTrue();
        set = settings(Mode.ENFORCE, null, OnUnreachable.REJECT, OnUnreachable.REJECT, true);
        assertThat(flows.start(request()).shouldRun()).isFalse();
    }

    /** It has no labels, and an agent would decide something else. */
    @ParameterizedTest
    @EnumSource(Start.class)
    void a_request_that_was_made_when_off_is_never_checked(Start start) {
        agent.decision = REFUSED;
        assertThat(flows.checks("a")).isTrue();
        assertThat(start.apply(flows, FlowRequest.unchecked("a")).shouldRun()).isTrue();
        assertThat(agent.checks).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Start.class)
    void the_settings_hear_of_every_start_so_that_they_can_age(Start start) {
        set = settings(Mode.OFF);
        start.apply(flows, FlowRequest.unchecked("a"));
        assertThat(looks).isPositive();
    }

    @Test
    void the_settings_are_closed_with_the_flow_control() {
        assertThat(closed).isFalse();
        flows.close();
        assertThat(closed).isTrue();
    }

    @ParameterizedTest
    @CsvSource({", , PT1S", ", PT2S, PT2S", "PT3S, , PT3S", "PT3S, PT2S, PT3S"})
    void the_control_points_timeout_beats_the_requests_which_beats_the_one_for_all(
            @Nullable Duration controlPoints, @Nullable Duration requests, Duration expected) {
        set = settings(Mode.ENFORCE, controlPoints, null, OnUnreachable.ADMIT, false);
        flows.start(FlowRequest.at("a").timeout(requests).build());
        assertThat(agent.timeouts).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource({
        // control point's, ramp for all, request's ramp, for all, runs
        ", false, false, ADMIT, true",
        ", false, false, REJECT, false",
        ", true, false, ADMIT, false",
        ", false, true, ADMIT, false",
        "ADMIT, true, true, REJECT, true",
        "REJECT, false, false, ADMIT, false"
    })
    void without_a_decision(
            @Nullable OnUnreachable controlPoints,
            boolean rampForAll,
            boolean ramp,
            OnUnreachable forAll,
            boolean runs) {
        set = settings(Mode.ENFORCE, null, controlPoints, forAll, rampForAll);
        agent.decision = Decision.unreachable();
        FlowRequest request = FlowRequest.at("a").rampMode(ramp).build();
        assertThat(flows.start(request).shouldRun()).isEqualTo(runs);
        onEventLoop = true;
        assertThat(flows.start(request).shouldRun()).isEqualTo(runs);
        assertThat(agent.checks.get(0).rampMode()).isEqualTo(ramp || rampForAll);
    }

    @Test
    void labels_of_the_surroundings_and_the_control_point_are_sent() {
        flows.start(FlowRequest.at("a").label("operator", "no, mine").build());
        assertThat(agent.checks.get(0).labels())
                .isEqualTo(Map.of("ambient", "yes", "operator", "no, mine"));
    }
}
