package io.github.aperturecdi.suite;

import static io.github.aperturecdi.suite.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The flow of a request lasts until it is answered, also when its method returns before. */
@Tag("http")
@RunAsClient
@ExtendWith(ArquillianExtension.class)
class AnsweredLaterTest {

    @ArquillianResource URL application;

    private final HttpClient client = Patience.http();

    @Deployment
    static WebArchive application() {
        return Deployments.withScriptedAgent(
                LaterResource.class,
                LaterResource.Report.class,
                LaterResource.ReportFilter.class,
                ShopApplication.class);
    }

    private URI uri(String path) throws Exception {
        return application.toURI().resolve("api/later/" + path);
    }

    private CompletableFuture<HttpResponse<String>> begin(String method, String path)
            throws Exception {
        return client.sendAsync(
                HttpRequest.newBuilder(uri(path))
                        .timeout(Patience.LONG)
                        .method(method, BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }

    private void awaitActive(int flows) {
        await().untilAsserted(
                        () ->
                                assertThat(begin("GET", "active").join().body())
                                        .isEqualTo(String.valueOf(flows)));
    }

    private void forget() throws Exception {
        assertThat(begin("POST", "forget").join().statusCode()).isEqualTo(204);
    }

    /** A flow begins before its method: only then is there something to finish. */
    private void awaitHeld() {
        awaitActive(1);
        await().until(() -> begin("GET", "held").join().body().equals("true"));
    }

    private void answered(String path, String finish, int status, String body) throws Exception {
        forget();
        CompletableFuture<HttpResponse<String>> response = begin("GET", path);
        awaitHeld();
        assertThat(begin("POST", "finish/" + finish).join().statusCode()).isEqualTo(204);
        assertThat(response.join().statusCode()).isEqualTo(status);
        assertThat(response.join().body()).contains(body);
        awaitActive(0);
    }

    @Test
    void a_suspended_response() throws Exception {
        answered("suspended", "suspended", 200, "tea");
    }

    @Test
    void a_suspended_response_that_fails() throws Exception {
        answered("suspended", "failed", 404, "");
    }

    @Test
    void a_suspended_response_that_is_cancelled() throws Exception {
        answered("suspended", "cancelled", 503, "");
    }

    @Test
    void a_streaming_output() throws Exception {
        answered("output", "output", 200, "tea");
    }

    @Test
    void a_response_with_a_streaming_output() throws Exception {
        answered("response", "output", 202, "tea");
    }

    @Test
    void a_stage_of_a_response_with_a_streaming_output() throws Exception {
        answered("stage", "output", 200, "tea");
    }

    @Test
    void a_body_that_a_filter_of_the_application_looks_for() throws Exception {
        HttpResponse<String> response = begin("GET", "report").join();
        assertThat(response.body()).isEqualTo("tea");
        assertThat(response.headers().firstValue("X-Report")).hasValue("1");
        assertThat(response.headers().firstValue("Content-Length")).hasValue("3");
        awaitActive(0);
    }

    @Test
    void a_sink_of_events() throws Exception {
        answered("events", "events", 200, "tea");
    }

    @Test
    void a_sink_of_a_broadcaster() throws Exception {
        answered("broadcast", "broadcast", 200, "tea");
    }

    @Test
    void a_response_whose_time_is_over() throws Exception {
        assertThat(begin("GET", "timed").join().statusCode()).isEqualTo(503);
        awaitActive(0);
    }

    @Test
    void a_body_that_no_client_wants() throws Exception {
        unwanted("output");
        unwanted("response");
    }

    private void unwanted(String path) throws Exception {
        forget();
        CompletableFuture<HttpResponse<String>> response = begin("HEAD", path);
        await().until(
                        () -> {
                            // A server may run the body all the same.
                            begin("POST", "finish/output").join();
                            return response.isDone();
                        });
        assertThat(response.join().body()).isEmpty();
        awaitActive(0);
    }

    /** The work for a client that has gone goes on, and ends as ever. */
    @Test
    void a_client_that_goes_away() throws Exception {
        gone("suspended");
        gone("output");
        gone("events");
    }

    private void gone(String path) throws Exception {
        forget();
        try (Socket socket = new Socket(application.getHost(), application.getPort())) {
            String request = "GET " + uri(path).getPath() + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            awaitHeld();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        // A server may fail to send an event to a client that has gone.
        assertThat(begin("POST", "finish/" + path).join().statusCode()).isNotEqualTo(404);
        awaitActive(0);
    }
}
