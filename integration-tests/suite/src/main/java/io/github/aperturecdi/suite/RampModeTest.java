package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.testing.ScriptedAgent;
import jakarta.inject.Inject;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A method in ramp mode runs only where an agent says so. */
@ExtendWith(ArquillianExtension.class)
class RampModeTest {

    @Inject Shop shop;

    @Inject NewFeature feature;

    @Deployment
    static WebArchive application() {
        return Deployments.withScriptedAgent(Shop.class, NewFeature.class);
    }

    @Test
    void the_agent_is_told_and_without_it_only_such_a_call_is_refused() {
        ScriptedAgent agent = DeployedAgent.fresh();
        assertThat(feature.ramped()).isEqualTo("ramped");
        shop.order("u-1", 1);
        assertThat(agent.checks())
                .extracting(CheckRequest::getRampMode)
                .containsExactly(true, false);
        agent.kill();
        FlowRejectedException refused =
                catchThrowableOfType(FlowRejectedException.class, () -> feature.ramped());
        assertThat(refused.reason()).isEqualTo(RejectReason.UNREACHABLE);
        assertThat(refused.httpStatus()).isEqualTo(503);
        assertThat(shop.order("u-1", 1)).isEqualTo("u-1 ordered 1");
    }
}
