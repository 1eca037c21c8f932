package io.github.aperturecdi.suite;

import static io.github.aperturecdi.suite.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import jakarta.inject.Inject;
import java.time.Duration;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Inside MicroProfile Fault Tolerance: each retry asks, and a fallback sees the refusal. */
@Tag("fault-tolerance")
@ExtendWith(ArquillianExtension.class)
class InsideFaultToleranceTest {

    @Inject FaultTolerantShop shop;

    private static ScriptedAgent refusing(String controlPoint) {
        return DeployedAgent.fresh()
                .at(controlPoint, Replies.rateLimited(Duration.ofMillis(1_001), "per-user"));
    }

    @Deployment
    static WebArchive application() {
        return Deployments.configured(
                Deployments.withScriptedAgent(FaultTolerantShop.class),
                "aperture.interceptor.priority=4020");
    }

    @Test
    void a_refusal_is_retried_and_then_caught() {
        ScriptedAgent agent = refusing("order");
        assertThat(shop.order()).isEqualTo("later");
        assertThat(agent.checks("order")).hasSize(3);
        assertThat(shop.takeRuns()).isZero();
    }

    @Test
    void a_refusal_that_aborts_is_not_retried() {
        ScriptedAgent agent = refusing("once");
        assertThatThrownBy(shop::once).isInstanceOf(FlowRejectedException.class);
        assertThat(agent.checks("once")).hasSize(1);
    }

    @Test
    void each_retry_is_a_flow() {
        ScriptedAgent agent = DeployedAgent.fresh();
        agent.at("flaky", Replies.holding("flaky"));
        assertThat(shop.flaky()).isEqualTo("ordered");
        assertThat(shop.takeRuns()).isEqualTo(3);
        assertThat(agent.checks("flaky")).hasSize(3);
    }

    @Test
    void a_timeout_ends_the_flow() {
        ScriptedAgent agent = DeployedAgent.fresh().at("endless", Replies.holding("endless"));
        assertThatThrownBy(shop::endless)
                .satisfies(
                        e ->
                                assertThat(e.getClass().getName())
                                        .endsWith("faulttolerance.exceptions.TimeoutException"));
        await().until(() -> agent.givenBack().contains("endless"));
    }
}
