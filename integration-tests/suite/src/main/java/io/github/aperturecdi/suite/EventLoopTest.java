package io.github.aperturecdi.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Calls on an event loop, while the agent takes its time: the loop serves others meanwhile, and the
 * methods run on the same loop with the request's contexts. One test, as the agent can be released
 * once.
 */
@Tag("event-loop")
@ExtendWith(ArquillianExtension.class)
class EventLoopTest {

    /** More than any machine has event loops, so that each loop has several requests waiting. */
    private static final int REQUESTS = 64;

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @ArquillianResource URL application;

    private final HttpClient http = HttpClient.newHttpClient();

    @Deployment
    static WebArchive application() {
        return Deployments.withScriptedAgent(
                LoopShop.class, LoopResource.class, RequestNote.class, SlowDecisions.class);
    }

    private CompletableFuture<String> get(String path) {
        try {
            URI uri = application.toURI().resolve(path);
            HttpRequest request =
                    HttpRequest.newBuilder(uri)
                            .header("baggage", "user=alice")
                            .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
                            .build();
            return http.sendAsync(request, BodyHandlers.ofString()).thenApply(HttpResponse::body);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @RunAsClient
    void a_loop_does_not_wait_and_bodies_run_on_it_with_their_requests_contexts() {
        List<CompletableFuture<String>> waiting = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            waiting.add(get("loop/uni?id=uni-" + i));
            waiting.add(get("loop/stage?id=stage-" + i));
        }
        await().until(() -> get("decisions/asked").join().equals("" + 2 * REQUESTS));
        assertThat(waiting).noneMatch(CompletableFuture::isDone);

        assertThat(get("loop/free?id=free").join()).as("another request").contains("eventloop");
        String[] value = get("loop/value?id=value").join().split(",");
        assertThat(value[2]).as("a synchronous body on its loop").isEqualTo(value[0]);
        assertThat(value[3]).isEqualTo("value");
        assertThat(get("decisions/asked").join())
                .as("a synchronous method on a loop asks nobody")
                .isEqualTo("" + 2 * REQUESTS);

        CompletableFuture<String> worker = get("loop/worker?id=worker");
        await().until(() -> get("decisions/asked").join().equals("" + (2 * REQUESTS + 1)));
        assertThat(worker).as("a worker waits for its decision").isNotDone();

        get("decisions/release").join();
        for (int i = 0; i < REQUESTS; i++) {
            assertRanOnItsLoop(waiting.get(2 * i).join(), "uni", "uni-" + i);
            assertRanOnItsLoop(waiting.get(2 * i + 1).join(), "stage", "stage-" + i);
        }
        String[] workers = worker.join().split(",");
        assertThat(workers[0]).doesNotContain("eventloop");
        assertThat(workers[2]).as("a worker's body on the worker").isEqualTo(workers[0]);
        assertThat(workers[3]).isEqualTo("worker");
    }

    private static void assertRanOnItsLoop(String answer, String kind, String id) {
        String[] parts = answer.split(",");
        assertThat(parts[0]).as("%s was asked on", id).contains("eventloop");
        assertThat(parts[1]).isEqualTo(kind);
        assertThat(parts[2]).as("%s ran on", id).isEqualTo(parts[0]);
        assertThat(parts[3]).as("%s saw the request scope of", id).isEqualTo(id);
        assertThat(parts[4]).as("%s saw the baggage", id).isEqualTo("alice");
        assertThat(parts[5]).as("%s saw the span", id).isEqualTo(TRACE);
    }
}
