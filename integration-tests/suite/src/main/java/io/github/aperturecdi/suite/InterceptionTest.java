package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.testing.ScriptedAgent;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which calls ask the agent, and with what. */
@Tag("core")
@ExtendWith(ArquillianExtension.class)
class InterceptionTest {

    @Inject Shop shop;
    @Inject ControlledShop controlledShop;

    @Deployment
    static WebArchive application() {
        return Deployments.withScriptedAgent(Shop.class, ControlledShop.class);
    }

    @Test
    void one_call_is_one_check() {
        ScriptedAgent agent = DeployedAgent.fresh();
        assertThat(shop.order("u-1", 3)).isEqualTo("u-1 ordered 3");
        assertThat(agent.checks()).hasSize(1);
        shop.order("u-2", 3);
        assertThat(agent.checks()).hasSize(2);
    }

    @Test
    void labels_arrive() {
        ScriptedAgent agent = DeployedAgent.fresh();
        shop.order("u-1", 3);
        assertThat(agent.checks().get(0).getControlPoint()).isEqualTo("checkout");
        assertThat(agent.checks().get(0).getLabelsMap())
                .isEqualTo(Map.of("user_id", "u-1", "tokens", "3"));
    }

    @Test
    void labels_without_a_value_are_left_out() {
        ScriptedAgent agent = DeployedAgent.fresh();
        shop.search(null, Optional.empty(), Shop.Tier.GOLD, "secret");
        assertThat(agent.checks().get(0).getLabelsMap()).isEqualTo(Map.of("tier", "GOLD"));
    }

    @Test
    void the_default_control_point_is_class_and_method() {
        ScriptedAgent agent = DeployedAgent.fresh();
        shop.search(null, Optional.empty(), null, null);
        assertThat(agent.checks().get(0).getControlPoint()).isEqualTo("Shop.search");
    }

    @Test
    void a_class_level_binding_controls_every_method_and_the_methods_own_beats_it() {
        ScriptedAgent agent = DeployedAgent.fresh();
        controlledShop.any();
        controlledShop.own();
        assertThat(agent.checks())
                .extracting(CheckRequest::getControlPoint)
                .containsExactly("whole-shop", "own");
    }

    @Test
    void a_method_without_binding_is_not_checked() {
        ScriptedAgent agent = DeployedAgent.fresh();
        assertThat(shop.free()).isEqualTo("free");
        assertThat(agent.checks()).isEmpty();
    }
}
