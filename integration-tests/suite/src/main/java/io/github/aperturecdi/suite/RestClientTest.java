package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Egress: calls of a MicroProfile REST client are controlled before they leave. */
@Tag("http")
@ExtendWith(ArquillianExtension.class)
class RestClientTest {

    @Inject PriceBoard prices;

    @Deployment
    static WebArchive application() {
        return Deployments.withScriptedAgent(
                PriceBoard.class, PriceClient.class, OutgoingCalls.class);
    }

    @Test
    void an_admitted_call_goes_out_with_its_labels() {
        ScriptedAgent agent = DeployedAgent.fresh();
        assertThat(prices.price("tea")).isEqualTo("42");
        assertThat(agent.checks()).hasSize(1);
        assertThat(agent.checks().get(0).getControlPoint()).isEqualTo("prices");
        assertThat(agent.checks().get(0).getLabelsMap()).isEqualTo(Map.of("product", "tea"));
    }

    @Test
    void a_refused_call_never_leaves() {
        DeployedAgent.fresh()
                .at("prices", request -> Replies.rateLimited(Duration.ofSeconds(1), "egress"));
        int before = OutgoingCalls.COUNT.get();
        assertThat(catchThrowable(() -> prices.price("tea")))
                .isInstanceOf(FlowRejectedException.class);
        assertThat(OutgoingCalls.COUNT.get()).isEqualTo(before);
    }

    @Test
    void a_method_without_the_annotation_is_not_checked() {
        ScriptedAgent agent = DeployedAgent.fresh();
        assertThat(prices.free()).isEqualTo("42");
        assertThat(agent.checks()).isEmpty();
    }

    @Test
    void a_refused_call_is_answered_by_a_default_method_of_the_interface() {
        DeployedAgent.fresh()
                .at("known", request -> Replies.rateLimited(Duration.ofSeconds(1), "egress"));
        int before = OutgoingCalls.COUNT.get();
        assertThat(prices.known("tea")).isEqualTo("last known price of tea");
        assertThat(OutgoingCalls.COUNT.get()).isEqualTo(before);
    }

    @Test
    void the_default_control_point_is_the_interface_and_its_method() {
        ScriptedAgent agent = DeployedAgent.fresh();
        assertThat(prices.unnamed()).isEqualTo("42");
        assertThat(agent.checks())
                .extracting(CheckRequest::getControlPoint)
                .containsExactly("PriceClient.unnamed");
    }
}
