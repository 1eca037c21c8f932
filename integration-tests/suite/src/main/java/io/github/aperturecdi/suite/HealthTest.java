package io.github.aperturecdi.suite;

import static io.github.aperturecdi.suite.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URL;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Readiness as a probe gets it over HTTP. The application does nothing for it. */
@Tag("core")
@Tag("health")
@Tag("http")
@ExtendWith(ArquillianExtension.class)
class HealthTest {

    @ArquillianResource URL application;

    @Deployment
    static WebArchive application() {
        return Deployments.configured(
                Deployments.of(
                                Shop.class,
                                ShopApplication.class,
                                OutageResource.class,
                                DeployedAgent.class,
                                DeployedAgentConfigSource.class,
                                ChangingConfigSource.class)
                        .addAsServiceProvider(ConfigSource.class, ChangingConfigSource.class),
                "aperture.on-unreachable=reject");
    }

    @Test
    @RunAsClient
    void without_its_agent_it_is_down_only_where_work_would_be_refused() throws Exception {
        awaitReadiness(200, "UP", true);
        call("kill");
        awaitReadiness(503, "DOWN", false);
        // No flow starts here: who is not ready gets no work, and must see the change all the same.
        call("on-unreachable?value=admit");
        awaitReadiness(200, "UP", false);
        call("on-unreachable?value=reject");
        awaitReadiness(503, "DOWN", false);
        call("restart");
        awaitReadiness(200, "UP", true);
    }

    private void awaitReadiness(int httpStatus, String status, boolean connected) {
        await().untilAsserted(
                        () -> {
                            HttpResponse<String> readiness = readiness();
                            assertThat(readiness.statusCode())
                                    .as(readiness.body())
                                    .isEqualTo(httpStatus);
                            assertThat(readiness.body().replaceAll("\\s", ""))
                                    .contains("\"name\":\"aperture-agent\"")
                                    .contains("\"status\":\"" + status + "\"")
                                    // Payara writes it as text.
                                    .containsPattern("\"connected\":\"?" + connected)
                                    .contains("\"agent\":\"localhost:");
                        });
    }

    /** Where the module says, or where Open Liberty and Quarkus have it. */
    private HttpResponse<String> readiness() throws Exception {
        HttpResponse<String> health =
                get(System.getProperty("aperture.test.readiness", "/health/ready"));
        return health.statusCode() == 404 ? get("/q/health/ready") : health;
    }

    private void call(String path) throws Exception {
        assertThat(get("api/outage/" + path).statusCode()).isEqualTo(204);
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI uri = application.toURI().resolve(path);
        return Patience.http().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
