package io.github.aperturecdi.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.test.ApertureAgent;
import io.github.aperturecdi.test.TestAgent;
import java.io.File;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

@ApertureAgent(strict = true)
@ArquillianTest
class ShopOverHttpIT {
    @ArquillianResource URI shop;
    TestAgent agent;

    @Deployment(testable = false)
    static WebArchive shop() {
        return ShrinkWrap.createFromZipFile(WebArchive.class, new File("target/shop.war"));
    }

    @Test
    void a_refused_search_is_answered_with_429() throws Exception {
        agent.at("catalog-search").rejects(RejectReason.RATE_LIMITED, Duration.ofSeconds(7));
        HttpURLConnection search =
                (HttpURLConnection) shop.resolve("products?q=tea").toURL().openConnection();
        search.setRequestProperty("X-Customer", "bob");
        assertEquals(429, search.getResponseCode());
        assertEquals("7", search.getHeaderField("Retry-After"));
        assertEquals("bob", agent.flows("catalog-search").get(0).labels().get("customer"));
    }
}
