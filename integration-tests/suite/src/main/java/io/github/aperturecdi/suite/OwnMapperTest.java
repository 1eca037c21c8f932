package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;

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

/** An application's own mapper of refusals beats the jar's. */
@Tag("core")
@Tag("http")
@ExtendWith(ArquillianExtension.class)
class OwnMapperTest {

    @ArquillianResource URL application;

    @Deployment
    static WebArchive application() {
        return Deployments.withScriptedAgent(
                Shop.class,
                ShopResource.class,
                ShopApplication.class,
                RefusedUsers.class,
                OwnMapper.class);
    }

    @Test
    @RunAsClient
    void it_answers() throws Exception {
        HttpResponse<String> response =
                Patience.http()
                        .send(
                                HttpRequest.newBuilder(
                                                application
                                                        .toURI()
                                                        .resolve("api/shop?user=rate-limited"))
                                        .build(),
                                BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(418);
        assertThat(response.body()).isEqualTo("mine: RATE_LIMITED");
        assertThat(response.headers().firstValue("RateLimit")).isEmpty();
    }
}
