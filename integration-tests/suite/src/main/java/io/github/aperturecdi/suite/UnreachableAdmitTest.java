package io.github.aperturecdi.suite;

import static io.github.aperturecdi.suite.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.testing.ScriptedAgent;
import jakarta.inject.Inject;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * By default an agent that cannot be reached admits every call, and decides again when it is back.
 */
@ExtendWith(ArquillianExtension.class)
class UnreachableAdmitTest {

    @Inject Shop shop;

    @Deployment
    static WebArchive application() {
        return Deployments.withScriptedAgent(Shop.class);
    }

    @Test
    void every_call_runs_and_control_returns_with_the_agent() {
        ScriptedAgent agent = DeployedAgent.fresh();
        agent.kill();
        for (int i = 0; i < 20; i++) {
            assertThat(shop.order("u-" + i, 1)).isEqualTo("u-" + i + " ordered 1");
        }
        assertThat(agent.checks()).isEmpty();
        agent.restart();
        await().until(
                        () -> {
                            shop.order("back", 1);
                            return !agent.checks().isEmpty();
                        });
    }
}
