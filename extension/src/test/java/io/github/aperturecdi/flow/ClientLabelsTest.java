package io.github.aperturecdi.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.testing.StubAgent;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients write fills no key that the application owns. */
class ClientLabelsTest {

    private final StubAgent agent = new StubAgent();
    private Map<String, String> ofControlPoint = Map.of();
    private AmbientLabels surroundings = AmbientLabels.NONE;

    /** The labels of a request while a client writes some. */
    private Map<String, String> asked(Map<String, String> written, FlowRequestBuilder request) {
        ControlPointSettings settings =
                new ControlPointSettings(
                        Mode.ENFORCE,
                        null,
                        Duration.ofSeconds(1),
                        null,
                        OnUnreachable.ADMIT,
                        false,
                        ofControlPoint);
        FlowControl flows =
                FlowControl.builder()
                        .agent(agent)
                        .settings(controlPoint -> settings)
                        .labels(surroundings)
                        .clientLabels((controlPoint, labels) -> labels.putAll(written))
                        .tokenKeys(Set.of("tokens", "cost"))
                        .build();
        flows.start(request.build()).close();
        return agent.checks.get(agent.checks.size() - 1).labels();
    }

    private static FlowRequestBuilder checkout() {
        return FlowRequest.at("checkout");
    }

    @Test
    void a_key_without_another_source_is_the_clients() {
        assertThat(asked(Map.of("region", "eu"), checkout())).isEqualTo(Map.of("region", "eu"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "User", "USER"})
    void a_null_label_keeps_its_key(String written) {
        assertThat(asked(Map.of(written, "alice"), checkout().label("user", null))).isEmpty();
    }

    @Test
    void a_label_that_has_a_value_later_keeps_it() {
        assertThat(
                        asked(
                                Map.of("user", "alice"),
                                checkout().label("user", null).label("user", "bob")))
                .isEqualTo(Map.of("user", "bob"));
    }

    @Test
    void labels_of_the_request_its_constants_and_the_control_point_stay_whatever_the_case() {
        ofControlPoint = Map.of("team", "payments");
        FlowRequestBuilder request =
                checkout().label("user", "bob").constants(Map.of("tier", "guest"));
        assertThat(asked(Map.of("USER", "alice", "Tier", "gold", "TEAM", "x"), request))
                .isEqualTo(Map.of("user", "bob", "tier", "guest", "team", "payments"));
    }

    @Test
    void the_surroundings_replace_what_clients_write() {
        surroundings = (controlPoint, labels) -> labels.put("tenant", "t-1");
        assertThat(asked(Map.of("tenant", "t-2"), checkout())).isEqualTo(Map.of("tenant", "t-1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"tokens", "cost", "Tokens", "priority", "Priority", "workload", "fairness"})
    void tokens_and_what_schedulers_weigh_by_are_never_the_clients(String key) {
        assertThat(asked(Map.of(key, "0"), checkout())).isEmpty();
    }

    @Test
    void the_token_keys_that_an_agent_knows_are_never_the_clients() {
        agent.tokenKeys = Set.of("weight");
        assertThat(asked(Map.of("weight", "0"), checkout())).isEmpty();
    }

    @Test
    void the_keys_of_schedulers_can_be_others() {
        try (FlowControl flows =
                FlowControl.builder()
                        .agent(agent)
                        .schedulingKeys(Set.of("rank"))
                        .clientLabels(
                                (controlPoint, labels) ->
                                        labels.putAll(Map.of("rank", "1", "priority", "2")))
                        .build()) {
            flows.startAsync(checkout().build()).join().close();
        }
        assertThat(agent.checks.get(0).labels()).isEqualTo(Map.of("priority", "2"));
    }

    /** Another overload, or a flow by hand: a client chose the limit by the way in. */
    @ParameterizedTest
    @ValueSource(strings = {"user", "User"})
    void a_key_that_others_set_at_a_control_point_is_never_the_clients_there(String written) {
        try (FlowControl flows =
                FlowControl.builder()
                        .agent(agent)
                        .ownLabels(Map.of("checkout", Set.of("user")))
                        .clientLabels((controlPoint, labels) -> labels.put(written, "alice"))
                        .build()) {
            flows.start(checkout().build()).close();
            flows.startAsync(checkout().build()).join().close();
            flows.start(FlowRequest.at("search").build()).close();
        }
        assertThat(agent.checks)
                .extracting(FlowRequest::labels)
                .containsExactly(Map.of(), Map.of(), Map.of(written, "alice"));
    }

    @Test
    void a_key_by_which_new_policies_weigh_flows_is_closed_to_clients_from_the_next_flow_on() {
        FlowControl flows =
                FlowControl.builder()
                        .agent(agent)
                        .clientLabels((controlPoint, labels) -> labels.put("Rank", "1"))
                        .build();
        flows.start(checkout().build()).close();
        agent.tokenKeys = Set.of("rank");
        flows.start(checkout().build()).close();

        assertThat(agent.checks.get(0).labels()).isEqualTo(Map.of("Rank", "1"));
        assertThat(agent.checks.get(1).labels()).isEmpty();
    }
}
