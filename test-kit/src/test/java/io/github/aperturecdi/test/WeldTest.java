package io.github.aperturecdi.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.ApertureControlled;
import io.github.aperturecdi.FlowLabel;
import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.cdi.AperturePortableExtension;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.junit5.EnableWeld;
import org.jboss.weld.junit5.WeldInitiator;
import org.jboss.weld.junit5.WeldSetup;
import org.junit.jupiter.api.Test;

/** A controlled bean in Weld, which finds the agent by its configuration. */
@ApertureAgent(policies = "policies/", strict = true, apiKey = "a-key")
@EnableWeld
class WeldTest {

    @ApplicationScoped
    static class Orders {

        @ApertureControlled("orders")
        String place(@FlowLabel("user") String user) {
            return "placed for " + user;
        }
    }

    @WeldSetup
    WeldInitiator weld =
            WeldInitiator.of(
                    new Weld()
                            .disableDiscovery()
                            .addExtension(new AperturePortableExtension())
                            .addBeanClass(Orders.class));

    @Inject Orders orders;

    /** Weld claims the parameters, so it is a field. */
    TestAgent agent;

    @Test
    void a_call_is_refused_as_scripted() {
        agent.at("orders").rejects(RejectReason.RATE_LIMITED, Duration.ofSeconds(7));

        assertThatThrownBy(() -> orders.place("bob"))
                .isInstanceOf(FlowRejectedException.class)
                .hasMessageContaining("orders");

        assertThat(agent.flows("orders"))
                .singleElement()
                .satisfies(flow -> assertThat(flow.labels()).containsEntry("user", "bob"));
    }

    @Test
    void the_third_call_within_a_minute_is_refused() {
        orders.place("bob");
        orders.place("bob");
        assertThatThrownBy(() -> orders.place("bob")).isInstanceOf(FlowRejectedException.class);

        agent.clock().advance(Duration.ofMinutes(1));

        assertThat(orders.place("bob")).isEqualTo("placed for bob");
        assertThat(agent.everyFlowEndedOnce()).hasSize(4);
    }
}
