package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.CookieManager;
import java.net.URL;
import java.net.http.HttpClient;
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

/** Beans of an HTTP session are controlled, before and after the session was passivated. */
@Tag("core")
@Tag("http")
@Tag("http-session")
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class SessionTest {

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .cookieHandler(new CookieManager())
                    .build();

    @ArquillianResource URL application;

    @Deployment
    static WebArchive application() {
        return Deployments.withScriptedAgent(
                SessionCart.class,
                SessionResource.class,
                ShopApplication.class,
                RefusedUsers.class);
    }

    @Test
    void a_controlled_bean_serves_its_session_after_it_was_passivated() throws Exception {
        assertThat(get("add?item=a").body()).isEqualTo("atrue");
        assertThat(get("add?item=rate-limited").statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(get("passivate").body())).isPositive();
        assertThat(get("add?item=rate-limited").statusCode()).isEqualTo(429);
        assertThat(get("add?item=b").body()).isEqualTo("abtrue");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(application.toURI().resolve("api/session/" + path)).build(),
                BodyHandlers.ofString());
    }
}
