package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.testing.ScriptedAgent;
import jakarta.inject.Inject;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where the configuration says so, an agent that cannot be reached refuses every call. */
@ExtendWith(ArquillianExtension.class)
class UnreachableRejectTest {

    @Inject Shop shop;

    @Deployment
    static WebArchive application() {
        return Deployments.configured(
                Deployments.withScriptedAgent(Shop.class), "aperture.on-unreachable=reject");
    }

    @Test
    void every_call_is_refused_with_503() {
        ScriptedAgent agent = DeployedAgent.fresh();
        assertThat(shop.order("u-1", 1)).isEqualTo("u-1 ordered 1");
        agent.kill();
        FlowRejectedException refused =
                catchThrowableOfType(FlowRejectedException.class, () -> shop.order("u-1", 1));
        assertThat(refused.reason()).isEqualTo(RejectReason.UNREACHABLE);
        assertThat(refused.httpStatus()).isEqualTo(503);
        assertThat(refused.retryAfter()).isEmpty();
    }
}
