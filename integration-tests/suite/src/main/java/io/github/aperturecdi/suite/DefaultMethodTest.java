package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.testing.ScriptedAgent;
import jakarta.inject.Inject;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A default method of an interface, where containers intercept such. */
@Tag("default-methods")
@ExtendWith(ArquillianExtension.class)
class DefaultMethodTest {

    @Inject DefaultMethodShop shop;

    @Deployment
    static WebArchive application() {
        return Deployments.withScriptedAgent(DefaultMethodShop.class, Pinging.class);
    }

    @Test
    void its_binding_applies_to_the_bean() {
        ScriptedAgent agent = DeployedAgent.fresh();
        assertThat(shop.ping()).isEqualTo("pong");
        assertThat(agent.checks())
                .extracting(CheckRequest::getControlPoint)
                .containsExactly("ping");
    }
}
