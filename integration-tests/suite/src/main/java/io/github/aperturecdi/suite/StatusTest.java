package io.github.aperturecdi.suite;

import static io.github.aperturecdi.suite.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.flow.Flow;
import io.github.aperturecdi.flow.FlowControl;
import io.github.aperturecdi.flow.FlowControlStatus;
import io.github.aperturecdi.flow.FlowRequest;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a program can know of the application's flow control. */
@ExtendWith(ArquillianExtension.class)
class StatusTest {

    @Inject Shop shop;
    @Inject FlowControl flows;

    @Deployment
    static WebArchive application() {
        return Deployments.withScriptedAgent(Shop.class);
    }

    @Test
    void the_status_tells_of_the_agent_and_counts_the_calls_of_controlled_methods() {
        ScriptedAgent agent = DeployedAgent.fresh();
        await().until(() -> flows.status().connected());
        assertThat(flows.status())
                .isEqualTo(
                        new FlowControlStatus(
                                agent.address(), true, 0, 0, 0, 0, 0, 0, 0, 0, List.of()));

        shop.order("u-1", 1);
        shop.order("u-2", 1);
        agent.at("checkout", Replies.rateLimited(Duration.ofSeconds(1), "per-user"));
        assertThatThrownBy(() -> shop.order("u-3", 1)).isInstanceOf(FlowRejectedException.class);
        try (Flow running = flows.start(FlowRequest.at("by hand").build())) {
            assertThat(running.shouldRun()).isTrue();
            assertThat(flows.status().activeFlows()).isOne();
        }
        FlowControlStatus status = flows.status();
        assertThat(status.activeFlows()).isZero();
        assertThat(status.admitted()).isEqualTo(3);
        assertThat(status.rejected()).isOne();
        assertThat(status.unreachable()).isZero();

        agent.kill();
        shop.order("u-4", 1);
        assertThat(flows.status().unreachable()).isOne();
        await().until(() -> !flows.status().connected());
    }
}
