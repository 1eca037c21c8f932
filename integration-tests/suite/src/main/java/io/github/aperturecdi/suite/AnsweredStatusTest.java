package io.github.aperturecdi.suite;

import static io.github.aperturecdi.suite.Patience.await;
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

/** The HTTP status that is answered, as the agent is told it. */
@Tag("http")
@ExtendWith(ArquillianExtension.class)
class AnsweredStatusTest {

    @ArquillianResource URL application;

    @Deployment
    static WebArchive application() {
        return Deployments.withScriptedAgent(
                AnswerResource.class,
                ToldResource.class,
                Shop.class,
                ShopApplication.class,
                RefusedUsers.class);
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI uri = application.toURI().resolve("api/" + path);
        return Patience.http().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private int answered(String path) throws Exception {
        return get("answers/" + path).statusCode();
    }

    /** What the refused flow of the shop answers is not its own: it says nothing. */
    @Test
    @RunAsClient
    void each_flow_is_reported_with_the_status_that_its_outcome_tells() throws Exception {
        assertThat(answered("response")).isEqualTo(201);
        assertThat(answered("failure")).isEqualTo(409);
        assertThat(answered("stage")).isEqualTo(202);
        assertThat(answered("exception")).isEqualTo(404);
        assertThat(answered("said")).isEqualTo(200);
        assertThat(answered("plain")).isEqualTo(200);
        assertThat(answered("refused")).isEqualTo(429);
        await().untilAsserted(
                        () ->
                                assertThat(get("told").body())
                                        .isEqualTo(
                                                "Error404 Error409 Error429 OK OK201 OK202 OK206"
                                                        + " Unset"));
    }
}
