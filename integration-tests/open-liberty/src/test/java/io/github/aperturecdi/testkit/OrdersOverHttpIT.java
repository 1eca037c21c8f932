package io.github.aperturecdi.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.test.ApertureAgent;
import io.github.aperturecdi.test.TestAgent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

@ApertureAgent
@ArquillianTest
class OrdersOverHttpIT {
    @ArquillianResource URI application;
    TestAgent agent;

    @Deployment
    static WebArchive application() {
        return ShrinkWrap.create(WebArchive.class)
                .addClasses(Orders.class, OrdersResource.class, OrdersApplication.class)
                .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml");
    }

    @Test
    @RunAsClient
    void a_refused_order_is_answered_with_429() throws Exception {
        agent.at("orders").rejects(RejectReason.RATE_LIMITED, Duration.ofSeconds(7));
        HttpRequest order = HttpRequest.newBuilder(application.resolve("orders?user=bob")).build();
        assertEquals(
                429, HttpClient.newHttpClient().send(order, BodyHandlers.ofString()).statusCode());
        assertEquals("bob", agent.flows("orders").get(0).labels().get("user"));
        agent.everyFlowEndedOnce();
    }
}
