package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.proto.check.v1.CheckRequest;
import io.github.aperturecdi.testing.ScriptedAgent;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which methods of a controlled class are. */
@ExtendWith(ArquillianExtension.class)
class BusinessMethodsTest {

    @Inject EventsShop shop;
    @Inject Event<EventsShop.Sold> sales;
    @Inject Instance<EventsShop.Receipt> receipts;

    @Deployment
    static WebArchive application() {
        return Deployments.withScriptedAgent(
                EventsShop.class, EventsShop.Sold.class, EventsShop.Receipt.class);
    }

    @Test
    void those_that_observe_produce_and_dispose_are() {
        ScriptedAgent agent = DeployedAgent.fresh();
        sales.fire(new EventsShop.Sold("tea"));
        receipts.destroy(receipts.get());
        assertThat(agent.checks())
                .extracting(CheckRequest::getControlPoint)
                .containsExactly("EventsShop.sold", "EventsShop.receipt", "EventsShop.over");
    }

    @Test
    void callbacks_and_what_every_object_has_are_not() {
        ScriptedAgent agent = DeployedAgent.fresh();
        assertThat(shop.timesMade()).isEqualTo(1);
        assertThat(shop).hasToString("events");
        assertThat(shop.hashCode()).isEqualTo(shop.hashCode());
        assertThat(shop.equals(new Object())).isFalse();
        assertThat(agent.checks())
                .extracting(CheckRequest::getControlPoint)
                .containsExactly("EventsShop.timesMade");
    }
}
