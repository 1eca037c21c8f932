package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import jakarta.inject.Inject;
import java.time.Duration;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** If the library is switched off, no agent is asked. */
@ExtendWith(ArquillianExtension.class)
class DisabledTest {

    @Inject Shop shop;

    @Deployment
    static WebArchive application() {
        return Deployments.configured(
                Deployments.withScriptedAgent(Shop.class), "aperture.enabled=false");
    }

    @Test
    void every_call_runs_and_no_check_is_sent() {
        ScriptedAgent agent = DeployedAgent.fresh();
        agent.at("checkout", Replies.rateLimited(Duration.ofSeconds(1), "per-user"));
        assertThat(shop.order("u-1", 1)).isEqualTo("u-1 ordered 1");
        assertThat(agent.headers()).isEmpty();
    }
}
