package io.github.aperturecdi.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FlowControlTest {

    private final FakeAgent agent = new FakeAgent();

    @Test
    void without_an_agent_everything_runs_and_nothing_is_connected() {
        try (FlowControl off = FlowControl.builder().build()) {
            assertThat(off.start(FlowRequest.at("a").build()).shouldRun()).isTrue();
            assertThat(off.connected()).isFalse();
        }
    }

    @Test
    void one_start_is_one_check_with_the_labels() {
        FlowControl flows = FlowControl.builder().agent(agent).build();
        flows.start(FlowRequest.at("a").label("k", "v").label("none", null).build());
        assertThat(agent.checks).hasSize(1);
        assertThat(agent.checks.get(0).labels()).isEqualTo(Map.of("k", "v"));
    }

    @Test
    void the_requests_timeout_beats_the_flow_controls() {
        FlowControl flows =
                FlowControl.builder().agent(agent).timeout(Duration.ofSeconds(1)).build();
        flows.start(FlowRequest.at("a").build());
        flows.start(FlowRequest.at("a").timeout(Duration.ofSeconds(2)).build());
        assertThat(agent.timeouts).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    @Test
    void the_default_timeout_is_200_ms() {
        FlowControl.builder().agent(agent).build().start(FlowRequest.at("a").build());
        assertThat(agent.timeouts).containsExactly(Duration.ofMillis(200));
    }

    @Test
    void closing_closes_the_agent() {
        FlowControl.builder().agent(agent).build().close();
        assertThat(agent.closed).isOne();
    }

    @Test
    void a_blank_control_point_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlowRequest.at(" "))
                .withMessageContaining("APERTURE-001");
    }

    @Test
    void a_timeout_that_is_not_positive_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlowRequest.at("a").timeout(Duration.ZERO))
                .withMessageContaining("APERTURE-002");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlowControl.builder().timeout(Duration.ofMillis(-1)))
                .withMessageContaining("APERTURE-002");
    }

    @Test
    void a_request_shows_keys_and_no_values() {
        assertThat(FlowRequest.at("a").label("user", "secret").build())
                .hasToString("FlowRequest[a, labels [user]]");
    }
}
