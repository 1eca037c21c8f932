package io.github.aperturecdi.suite;

import static io.github.aperturecdi.suite.AgentOfTheClient.AGENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.aperturecdi.testing.Replies;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * An agent in another process, the one of the client. The application uses nothing but the API, and
 * contains no gRPC of its own.
 */
@Tag("http")
@Tag("one-jar")
@Tag("agent-of-the-client")
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class AgentOfTheClientTest {

    @ArquillianResource URL application;

    @Deployment
    static WebArchive application() {
        AGENT.at(
                "checkout",
                check ->
                        check.getLabelsOrDefault("user_id", "").equals("rate-limited")
                                ? Replies.rateLimited(Duration.ofMillis(1_001), "per-user")
                                : Replies.holding("held-by-" + check.getLabelsOrThrow("user_id")));
        return Deployments.configured(
                Deployments.of(Shop.class, ShopResource.class, ShopApplication.class),
                "aperture.agent.address=" + AGENT.address(),
                "aperture.labels.headers=x-tenant-id",
                // A slow machine must not turn a decision into none.
                "aperture.timeout=20s");
    }

    @AfterAll
    static void end() {
        AGENT.close();
    }

    private HttpResponse<String> order(String user) throws Exception {
        URI uri = application.toURI().resolve("api/shop?user=" + user);
        return Patience.http()
                .send(
                        HttpRequest.newBuilder(uri).header("X-Tenant-Id", "t-1").build(),
                        BodyHandlers.ofString());
    }

    @Test
    void its_refusal_reaches_the_client() throws Exception {
        HttpResponse<String> response = order("rate-limited");
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().allValues("Retry-After")).containsExactly("2");
        assertThat(response.body()).contains("\"violated-policies\":[\"per-user\"]");
    }

    @Test
    void it_is_asked_with_labels_and_told_the_end_and_the_span() throws Exception {
        assertThat(order("u-1").body()).isEqualTo("u-1 ordered 1");
        assertThat(AGENT.checks("checkout"))
                .anySatisfy(
                        check ->
                                assertThat(check.getLabelsMap())
                                        .containsEntry("user_id", "u-1")
                                        .containsEntry("x-tenant-id", "t-1"));
        Patience.await().until(() -> AGENT.givenBack().contains("held-by-u-1"));
        Patience.await().until(() -> !AGENT.spans().isEmpty());
    }
}
