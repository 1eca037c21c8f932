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

/**
 * As it is unless configured: outside MicroProfile Fault Tolerance, one flow covers all retries.
 */
@Tag("core")
@Tag("fault-tolerance")
@ExtendWith(ArquillianExtension.class)
class OutsideFaultToleranceTest {

    @Inject FaultTolerantShop shop;

    private static ScriptedAgent refusing(String controlPoint) {
        return DeployedAgent.fresh()
                .at(controlPoint, Replies.rateLimited(Duration.ofMillis(1_001), "per-user"));
    }

    @Deployment
    static WebArchive application() {
        return Deployments.configured(
                Deployments.withScriptedAgent(FaultTolerantShop.class),
                "aperture.interceptor.priority=100");
    }

    @Test
    void a_refusal_is_neither_retried_nor_caught() {
        ScriptedAgent agent = refusing("order");
        assertThatThrownBy(shop::order).isInstanceOf(FlowRejectedException.class);
        assertThat(agent.checks("order")).hasSize(1);
        assertThat(shop.takeRuns()).isZero();
    }

    @Test
    void one_flow_covers_all_retries() {
        ScriptedAgent agent = DeployedAgent.fresh();
        agent.at("flaky", Replies.holding("flaky"));
        assertThat(shop.flaky()).isEqualTo("ordered");
        assertThat(shop.takeRuns()).isEqualTo(3);
        assertThat(agent.checks("flaky")).hasSize(1);
        await().until(() -> agent.givenBack().contains("flaky"));
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
