package io.github.aperturecdi.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.testing.StubAgent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a flow control tells of itself. */
class FlowControlStatusTest {

    private static final Decision REJECTED =
            Decision.rejected(RejectReason.NO_TOKENS, 0, null, List.of(), List.of());

    private final StubAgent agent = new StubAgent();
    private final Map<String, ControlPointSettings> named = new ConcurrentHashMap<>();
    private volatile ControlPointSettings others = set(Mode.ENFORCE, null, OnUnreachable.ADMIT);

    private static ControlPointSettings set(Mode mode, OnUnreachable own, OnUnreachable byDefault) {
        return new ControlPointSettings(
                mode, null, FlowControl.DEFAULT_TIMEOUT, own, byDefault, false, Map.of());
    }

    private final FlowControl flows =
            FlowControl.builder()
                    .agent(agent)
                    .settings(
                            new FlowSettings() {
                                @Override
                                public ControlPointSettings at(String controlPoint) {
                                    return named.getOrDefault(controlPoint, others);
                                }

                                @Override
                                public Set<String> named() {
                                    return named.keySet();
                                }
                            })
                    .build();

    private Flow start(Decision decision) {
        agent.decision = decision;
        return flows.start(FlowRequest.at("a").build());
    }

    @Test
    void every_decision_and_every_running_flow_counts() {
        Flow running = start(Decision.admitted());
        start(Decision.admitted()).close();
        start(REJECTED);
        start(REJECTED);
        start(REJECTED);
        Flow unreachable = start(Decision.unreachable());
        assertThat(flows.status())
                .isEqualTo(
                        new FlowControlStatus("embedded", true, 2, 2, 3, 1, 0, 0, 0, 0, List.of()));
        running.close();
        unreachable.close();
        assertThat(flows.status().activeFlows()).isZero();
    }

    @Test
    void what_runs_in_shadow_in_spite_of_a_refusal_counts() {
        others = set(Mode.SHADOW, null, OnUnreachable.ADMIT);
        start(REJECTED).close();
        start(Decision.admitted()).close();
        assertThat(flows.status().shadowRefusals()).isOne();
        assertThat(flows.status().rejected()).isOne();
    }

    @Test
    void without_an_agent_there_is_none_and_nothing_relies_on_it() {
        try (FlowControl off = FlowControl.builder().onUnreachable(OnUnreachable.REJECT).build()) {
            off.start(FlowRequest.at("a").build()).close();
            assertThat(off.status())
                    .isEqualTo(
                            new FlowControlStatus(
                                    "none", false, 0, 0, 0, 0, 0, 0, 0, 0, List.of()));
            assertThat(off.failsClosed()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ENFORCE, ADMIT, false",
        "ENFORCE, REJECT, true",
        "SHADOW, REJECT, false",
        "OFF, REJECT, false"
    })
    void where_all_work_is_refused_without_an_agent_the_application_relies_on_it(
            Mode mode, OnUnreachable onUnreachable, boolean relies) {
        others = set(mode, null, onUnreachable);
        assertThat(flows.failsClosed()).isEqualTo(relies);
    }

    @ParameterizedTest
    @CsvSource({"ENFORCE, REJECT, true", "ENFORCE, ADMIT, false", "SHADOW, REJECT, false"})
    void one_control_point_with_settings_of_its_own_is_enough(
            Mode mode, OnUnreachable own, boolean relies) {
        named.put("checkout", set(mode, own, OnUnreachable.ADMIT));
        assertThat(flows.failsClosed()).isEqualTo(relies);
    }

    @Test
    void so_is_one_flow_in_ramp_mode() {
        flows.start(FlowRequest.at("a").build());
        assertThat(flows.failsClosed()).isFalse();
        flows.start(FlowRequest.at("a").rampMode(true).build());
        assertThat(flows.failsClosed()).isTrue();
    }

    @Test
    void and_one_that_is_expected_in_ramp_mode() {
        flows.expect("a", false);
        assertThat(flows.failsClosed()).isFalse();
        flows.expect("a", true);
        assertThat(flows.failsClosed()).isTrue();
        flows.expect("a", false);
        assertThat(flows.failsClosed()).isTrue();
    }

    @Test
    void changed_settings_count_at_once() {
        flows.expect("a", true);
        named.put("a", set(Mode.ENFORCE, OnUnreachable.ADMIT, OnUnreachable.ADMIT));
        assertThat(flows.failsClosed()).isFalse();
        named.remove("a");
        assertThat(flows.failsClosed()).isTrue();
    }
}
