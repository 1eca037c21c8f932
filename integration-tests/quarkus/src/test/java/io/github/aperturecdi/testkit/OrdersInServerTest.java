package io.github.aperturecdi.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.test.ApertureAgent;
import io.github.aperturecdi.test.TestAgent;
import jakarta.inject.Inject;
import java.time.Duration;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

@ApertureAgent(policies = "orders.yaml")
@ArquillianTest
class OrdersInServerTest {
    @Inject Orders orders;
    TestAgent agent;

    @Deployment
    static WebArchive application() {
        return ShrinkWrap.create(WebArchive.class)
                .addClass(Orders.class)
                .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml");
    }

    @Test
    void a_refused_order_throws() {
        agent.at("orders").rejects(RejectReason.RATE_LIMITED, Duration.ofSeconds(7));
        assertThrows(FlowRejectedException.class, () -> orders.place("bob"));
        assertEquals("bob", agent.flows("orders").get(0).labels().get("user"));
    }

    @Test
    void the_third_order_within_a_minute_is_refused() {
        orders.place("bob");
        orders.place("bob");
        assertThrows(FlowRejectedException.class, () -> orders.place("bob"));
        agent.clock().advance(Duration.ofMinutes(1));
        assertEquals("placed for bob", orders.place("bob"));
        assertEquals(4, agent.everyFlowEndedOnce().size());
    }
}
