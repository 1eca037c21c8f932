package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URL;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A Jakarta REST resource without a scope is controlled as well. */
@Tag("core")
@Tag("http")
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class UnscopedResourceTest {

    @ArquillianResource URL application;

    @Deployment
    static WebArchive application() {
        return Deployments.withScriptedAgent(
                UnscopedResource.class, ShopApplication.class, RefusedUsers.class);
    }

    private HttpResponse<String> order(String user) throws Exception {
        URI uri = application.toURI().resolve("api/unscoped?user=" + user);
        return Patience.http().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    @Test
    void it_is_refused() throws Exception {
        assertThat(order("rate-limited").statusCode()).isEqualTo(429);
    }

    @Test
    void it_is_admitted() throws Exception {
        assertThat(order("u-1").body()).isEqualTo("u-1 ordered");
    }
}
