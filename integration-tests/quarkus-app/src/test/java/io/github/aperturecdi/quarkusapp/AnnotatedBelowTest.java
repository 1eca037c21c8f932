package io.github.aperturecdi.quarkusapp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.aperturecdi.FlowRejectedException;
import io.github.aperturecdi.RejectReason;
import io.github.aperturecdi.test.ApertureAgent;
import io.github.aperturecdi.test.SeenFlow;
import io.github.aperturecdi.test.TestAgent;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Parameters, HTTP and nested classes, where {@code @ApertureAgent} stands below. */
@QuarkusTest
@ApertureAgent(strict = true)
class AnnotatedBelowTest {

    @TestHTTPResource("hello?user=bob")
    URI uri;

    @Inject Hello hello;

    @Test
    void without_policies_a_hello_is_admitted(TestAgent agent) {
        assertThat(hello.hello("bob")).isEqualTo("Hello bob");

        assertThat(agent.everyFlowEndedOnce()).singleElement().matches(SeenFlow::admitted);
    }

    @Test
    void a_refused_hello_is_answered_with_429(TestAgent agent) throws Exception {
        agent.at("hello").rejects(RejectReason.RATE_LIMITED, Duration.ofSeconds(7));

        HttpResponse<String> response =
                HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("Retry-After")).contains("7");
    }

    @Nested
    class Inside {

        @Test
        void a_nested_class_has_the_same_agent(TestAgent agent) {
            agent.at("hello").rejects(RejectReason.NO_TOKENS);

            assertThatThrownBy(() -> hello.hello("bob")).isInstanceOf(FlowRejectedException.class);
        }
    }
}
