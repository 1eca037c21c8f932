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

/** What an HTTP client sees of a refusal. */
@Tag("core")
@Tag("http")
@ExtendWith(ArquillianExtension.class)
class RefusalOverHttpTest {

    @ArquillianResource URL application;

    @Deployment
    static WebArchive application() {
        return Deployments.withScriptedAgent(
                Shop.class, ShopResource.class, ShopApplication.class, RefusedUsers.class);
    }

    private HttpResponse<String> order(String user) throws Exception {
        URI uri = application.toURI().resolve("api/shop?user=" + user);
        return Patience.http().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    /** A defect of official SDKs: Retry-After was lost, or rounded down to 0. */
    @Test
    @RunAsClient
    void it_is_429_with_retry_after_rounded_up_and_a_problem_document() throws Exception {
        HttpResponse<String> response = order("rate-limited");
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().allValues("Retry-After")).containsExactly("2");
        assertThat(response.headers().allValues("RateLimit"))
                .containsExactly("\"per-user\";r=0;t=2");
        assertThat(response.headers().firstValue("RateLimit-Policy")).isEmpty();
        assertThat(response.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("application/problem+json");
        assertThat(response.body())
                .contains(
                        "\"type\":\"https://iana.org/assignments/http-problem-types#quota-exceeded\"")
                .contains("\"status\":429")
                .contains("\"violated-policies\":[\"per-user\"]")
                .doesNotContain("rate-limited");
    }

    @Test
    @RunAsClient
    void the_agents_status_wins_even_where_it_has_no_name() throws Exception {
        HttpResponse<String> response = order("status-451");
        assertThat(response.statusCode()).isEqualTo(451);
        assertThat(response.headers().firstValue("Retry-After")).isEmpty();
        assertThat(response.headers().firstValue("RateLimit")).isEmpty();
        assertThat(response.body()).contains("\"status\":451");
    }

    @Test
    @RunAsClient
    void an_admitted_call_answers_as_ever() throws Exception {
        HttpResponse<String> response = order("u-1");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("u-1 ordered 1");
    }
}
