package io.github.aperturecdi.suite;

import static io.github.aperturecdi.suite.Patience.await;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.pollinterval.FibonacciPollInterval.fibonacci;

import io.github.aperturecdi.suite.war.WarLibraries;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Beans of an HTTP session that the server itself writes to its store and reads again. */
@Tag("core")
@Tag("http")
@Tag("http-session")
@Tag("session-passivation")
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class PassivatedSessionTest {

    @ArquillianResource URL application;

    /**
     * Each server has a file of its own that makes it keep few sessions in memory. What Arquillian
     * adds for tests inside is not distributable.
     */
    @Deployment(testable = false)
    static WebArchive application() {
        return WarLibraries.addTo(
                        Deployments.withScriptedAgent(
                                SessionCart.class,
                                SessionResource.class,
                                ShopApplication.class,
                                RefusedUsers.class))
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
                        "jboss-web.xml")
                .addAsWebInfResource(
                        new StringAsset(
                                """
                                <payara-web-app>
                                  <session-config>
                                    <session-manager persistence-type="file">
                                      <manager-properties>
                                        <property name="maxIdleSwap" value="0"/>
                                        <property name="reapIntervalSeconds" value="1"/>
                                      </manager-properties>
                                    </session-manager>
                                  </session-config>
                                </payara-web-app>
                                """),
                        "payara-web.xml")
                .addAsManifestResource(
                        new StringAsset(
                                """
                                <Context backgroundProcessorDelay="1">
                                  <Manager className="org.apache.catalina.session.PersistentManager"
                                           maxIdleSwap="0" processExpiresFrequency="1">
                                    <Store className="org.apache.catalina.session.FileStore"/>
                                  </Manager>
                                </Context>
                                """),
                        "context.xml");
    }

    @Test
    void a_controlled_bean_serves_its_session_after_the_server_read_it() throws Exception {
        HttpClient ann = client();
        assertThat(get(ann, "add?item=a").body()).isEqualTo("atrue");
        String answer =
                // Payara writes a session that was idle for a second. It looks every six seconds.
                await().pollInterval(fibonacci(SECONDS))
                        .until(
                                () -> {
                                    // Another session takes the place in memory.
                                    get(client(), "add?item=x");
                                    return get(ann, "add-once-read?item=b").body();
                                },
                                body -> body.endsWith("true"));
        // WildFly may write the session before it has the first item: it answers a request, and
        // takes over the changes afterwards.
        assertThat(answer).matches("refused, a?btrue");
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .cookieHandler(new CookieManager())
                .build();
    }

    private HttpResponse<String> get(HttpClient client, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(application.toURI().resolve("api/session/" + path)).build(),
                BodyHandlers.ofString());
    }
}
