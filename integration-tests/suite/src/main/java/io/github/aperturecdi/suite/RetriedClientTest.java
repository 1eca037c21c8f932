package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.testing.Replies;
import io.github.aperturecdi.testing.ScriptedAgent;
import jakarta.inject.Inject;
import jakarta.ws.rs.WebApplicationException;
import java.time.Duration;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Retries on the interface of a REST client are inside of its flow, as those of a bean are. */
@Tag("http")
@Tag("fault-tolerance")
@ExtendWith(ArquillianExtension.class)
class RetriedClientTest {

    @Inject StockBoard board;

    @Deployment
    static WebArchive application() {
        return Deployments.withScriptedAgent(
                StockBoard.class, RetriedClient.class, FailingCalls.class);
    }

    @Test
    void one_flow_covers_all_retries_of_a_call() {
        ScriptedAgent agent = DeployedAgent.fresh();
        int before = FailingCalls.COUNT.get();
        assertThatThrownBy(board::stock).isInstanceOf(WebApplicationException.class);
        assertThat(FailingCalls.COUNT.get() - before).isEqualTo(3);
        assertThat(agent.checks("stock")).hasSize(1);
    }

    @Test
    void a_refusal_is_not_retried() {
        ScriptedAgent agent =
                DeployedAgent.fresh()
                        .at("stock", Replies.rateLimited(Duration.ofMillis(1_001), "egress"));
        int before = FailingCalls.COUNT.get();
        assertThatThrownBy(board::stock).isInstanceOf(FlowRejectedException.class);
        assertThat(FailingCalls.COUNT.get()).isEqualTo(before);
        assertThat(agent.checks("stock")).hasSize(1);
    }
}
