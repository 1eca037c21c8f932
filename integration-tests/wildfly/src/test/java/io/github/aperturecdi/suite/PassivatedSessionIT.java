package io.github.aperturecdi.suite;

import static io.github.aperturecdi.suite.Patience.await;
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
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Beans of an HTTP session that its server itself passivates, as it keeps only one in memory. */
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class PassivatedSessionIT {

    @ArquillianResource URL application;

    @Deployment
    static WebArchive application() {
        return Deployments.withScriptedAgent(
                        SessionCart.class,
                        SessionResource.class,
                        WatchedSession.class,
                        WatchedSessionResource.class,
                        ShopApplication.class,
                        RefusedUsers.class)
                .addAsWebInfResource(
                        new StringAsset(
                                """
                                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                                  <distributable/>
                                </web-app>
                                """),
                        "web.xml")
                .addAsWebInfResource(
                        new StringAsset(
                                """
                                <jboss-web>
                                  <max-active-sessions>1</max-active-sessions>
                                </jboss-web>
                                """),
                        "jboss-web.xml");
    }

    @Test
    void a_controlled_bean_serves_its_session_after_the_server_passivated_it() throws Exception {
        HttpClient ann = client();
        assertThat(get(ann, "session/add?item=a").body()).isEqualTo("atrue");
        get(ann, "watched/begin");
        await().until(
                        () -> {
                            // Another session takes the place in memory.
                            get(client(), "session/add?item=x");
                            return !get(client(), "watched/passivations").body().equals("0");
                        });
        assertThat(get(ann, "session/add?item=rate-limited").statusCode()).isEqualTo(429);
        assertThat(get(ann, "session/add?item=b").body()).isEqualTo("abtrue");
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .cookieHandler(new CookieManager())
                .build();
    }

    private HttpResponse<String> get(HttpClient client, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(application.toURI().resolve("api/" + path)).build(),
                BodyHandlers.ofString());
    }
}
